/**
 * The ONNX messages that we write, a part of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto): field numbers and
 * names are the standard's. ONNX is protobuf, so a message of ours is read by anything that reads ONNX.
 */
import protobuf from 'protobufjs';

export interface AttributeProto {
  readonly name: string;
  /** 1 float, 2 int, 3 string, 7 ints. */
  readonly type: number;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly ints?: readonly number[];
}
export interface NodeProto {
  readonly name: string;
  readonly op_type: string;
  readonly domain: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly AttributeProto[];
}
export interface TensorProto {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data_type: number;
  readonly raw_data?: Uint8Array;
  /** 1: the bytes lie in a file, at `external_data`'s location, offset and length. */
  readonly data_location?: 1;
  readonly external_data?: readonly { readonly key: string; readonly value: string }[];
}
export type DimensionProto = { readonly dim_value: number } | { readonly dim_param: string };
export interface ValueInfoProto {
  readonly name: string;
  readonly type: {
    readonly tensor_type: {
      readonly elem_type: number;
      /** Left out where onnxruntime is to find it. */
      readonly shape?: { readonly dim: readonly DimensionProto[] };
    };
  };
}
export interface ModelProto {
  readonly ir_version: number;
  readonly producer_name: string;
  readonly opset_import: readonly { readonly domain: string; readonly version: number }[];
  readonly graph: {
    readonly name: string;
    readonly node: readonly NodeProto[];
    readonly initializer: readonly TensorProto[];
    readonly input: readonly ValueInfoProto[];
    readonly output: readonly ValueInfoProto[];
    /** Shapes of values between. */
    readonly value_info: readonly ValueInfoProto[];
  };
}

/** TensorProto.DataType. */
export const dataTypes = { f32: 1, i32: 6, i64: 7, f16: 10 } as const;

const { root } = protobuf.parse(
  `syntax = "proto3";
  message Attribute { string name = 1; float f = 2; int64 i = 3; bytes s = 4; repeated int64 ints = 8; int32 type = 20; }
  message Node {
    repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
    repeated Attribute attribute = 5; string domain = 7;
  }
  message Entry { string key = 1; string value = 2; }
  message Tensor {
    repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9;
    repeated Entry external_data = 13; int32 data_location = 14;
  }
  message Dimension { oneof value { int64 dim_value = 1; string dim_param = 2; } }
  message Shape { repeated Dimension dim = 1; }
  message TensorType { int32 elem_type = 1; Shape shape = 2; }
  message Type { TensorType tensor_type = 1; }
  message ValueInfo { string name = 1; Type type = 2; }
  message Graph {
    repeated Node node = 1; string name = 2; repeated Tensor initializer = 5;
    repeated ValueInfo input = 11; repeated ValueInfo output = 12; repeated ValueInfo value_info = 13;
  }
  message OperatorSet { string domain = 1; int64 version = 2; }
  message Model { int64 ir_version = 1; string producer_name = 2; Graph graph = 7; repeated OperatorSet opset_import = 8; }`,
  { keepCase: true },
);
const Model = root.lookupType('Model');

/** The bytes of a `.onnx` file. */
export const encodeModel = (model: ModelProto): Uint8Array => Model.encode({ ...model }).finish();
