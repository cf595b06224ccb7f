/**
 * The TensorFlow messages that we write, a part of saved_model.proto, meta_graph.proto and graph.proto
 * (https://github.com/tensorflow/tensorflow/tree/master/tensorflow/core): field numbers are TensorFlow's, names ours.
 */
import protobuf from 'protobufjs';

interface TensorProto {
  readonly dtype: number;
  readonly shape: ShapeProto;
  readonly content: Uint8Array;
}
export interface ShapeProto {
  /** −1: known when it runs. */
  readonly dim: readonly { readonly size: number }[];
}
export type Attribute =
  | { readonly i: number }
  | { readonly b: boolean }
  | { readonly type: number }
  | { readonly shape: ShapeProto }
  | { readonly tensor: TensorProto };
export interface NodeDef {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, Attribute>>;
}

/** DataType. */
export const dataTypes = { f32: 1, i32: 3, bool: 10 } as const;

const { root } = protobuf.parse(
  `syntax = "proto3";
  message Dim { int64 size = 1; }
  message Shape { repeated Dim dim = 2; }
  message Tensor { int32 dtype = 1; Shape shape = 2; bytes content = 4; }
  message Value { oneof value { int64 i = 3; bool b = 5; int32 type = 6; Shape shape = 7; Tensor tensor = 8; } }
  message Node { string name = 1; string op = 2; repeated string input = 3; map<string, Value> attr = 5; }
  message Versions { int32 producer = 1; int32 min_consumer = 2; }
  message Graph { repeated Node node = 1; Versions versions = 4; }
  message Info { repeated string tags = 4; }
  message MetaGraph { Info info = 1; Graph graph = 2; }
  message SavedModel { int64 schema = 1; repeated MetaGraph graphs = 2; }`,
  { keepCase: true },
);
const SavedModel = root.lookupType('SavedModel');

/** Under which a saved model is loaded. */
export const TAG = 'serve';

/** The bytes of a `saved_model.pb`. Versions: those of TensorFlow 2.0, whose ops are all that we use. */
export const encodeSavedModel = (node: readonly NodeDef[]): Uint8Array =>
  SavedModel.encode({
    schema: 1,
    graphs: [{ info: { tags: [TAG] }, graph: { node, versions: { producer: 134, min_consumer: 12 } } }],
  }).finish();
