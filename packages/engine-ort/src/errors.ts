/** onnxruntime's messages, boiled down to one line that names the node as the printed program does. */

/** What is left without status codes, places in C++ sources and call stacks. */
export function oneLine(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error))
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\[ONNXRuntimeError\] : \d+ : [A-Z_]+ : /g, '')
    .replace(/ ?Stack ?trace: .*/i, '');
  const running = /running (\S+) node\. Name:'([^']*)' Status Message: (.*)/.exec(text);
  if (running) return `node ${running[2]} (${running[1]}): ${withoutPlaces(running[3]!)}`;
  const invalid = /In Node, \("([^"]*)", (\w+),.*?, Error (.*)/.exec(text);
  if (invalid) return `node ${invalid[1]} (${invalid[2]}): ${withoutPlaces(invalid[3]!)}`;
  return withoutPlaces(text);
}

/** Without `/path/file.cc:123 Type Namespace::Function(args)`. */
const withoutPlaces = (text: string): string =>
  text.replaceAll(/\/\S+\.(?:cc|h|cpp):\d+ .*?\)(?: const)?(?: \[with .*?\])? /g, '').trim();
