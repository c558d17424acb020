const modulesMax = 512;
const modules = new Map<string, WebAssembly.Module>();

/**
 * Compiles a module, or gives the one that this thread compiled from the same bytes before: the same query then starts with code
 * that V8 has optimised already. The least recently used module goes when there are too many.
 */
export function compileModule(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  let module = modules.get(key);
  if (module) modules.delete(key);
  else module = new WebAssembly.Module(bytes);
  modules.set(key, module);
  if (modules.size > modulesMax) modules.delete(modules.keys().next().value!);
  return module;
}
