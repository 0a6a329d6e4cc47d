import { copyFile, link, open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, ensureFolder } from "@llm-course/hub";
import { type ExternalPlace, elementCount, readFloat32Into, readSafetensors } from "@llm-course/onnx";
import { z } from "zod";
import { type Base, ensureBase } from "./base.ts";

/** Pages, so that tensors can be mapped into memory. */
const alignment = 4096;
const dataFile = "weights.bin";
const placesFile = "places.json";
const places = z.record(z.string(), z.int().nonnegative());

/**
 * Puts MiniLM's weights in float32 beside a graph, as a link to one file that all models on it share, so that eight tasks
 * do not cost eight encoders on disk. Where the system has no links, it is a copy.
 *
 * @param folder of the graph
 * @param name of the file there
 * @returns where each weight is in it, by the name it has in `BertModel`
 */
export async function linkSharedEncoder(
  base: Base,
  folder: string,
  name: string,
): Promise<Map<string, ExternalPlace>> {
  const shared = await ensureSharedEncoder(base);
  await link(join(shared, dataFile), join(folder, name)).catch(() =>
    copyFile(join(shared, dataFile), join(folder, name)),
  );
  const offsets = places.parse(JSON.parse(await readFile(join(shared, placesFile), "utf8")));
  return new Map(Object.entries(offsets).map(([weight, offset]) => [weight, { location: name, offset }]));
}

async function ensureSharedEncoder(base: Base): Promise<string> {
  const source = await ensureBase(base);
  return ensureFolder(join(cacheFolder("models"), `all-MiniLM-L6-v2-${base}-shared-v1`), async (folder) => {
    await using checkpoint = await readSafetensors(join(source, "model.safetensors"));
    await using file = await open(join(folder, dataFile), "w");
    const offsets: Record<string, number> = {};
    let end = 0;
    for (const [name, tensor] of checkpoint.tensors) {
      if (tensor.dtype !== "F16") continue;
      const values = new Float32Array(elementCount(tensor.shape));
      await readFloat32Into(tensor, values);
      const offset = Math.ceil(end / alignment) * alignment;
      const bytes = new Uint8Array(values.buffer);
      await file.write(bytes, 0, bytes.length, offset);
      offsets[name] = offset;
      end = offset + bytes.length;
    }
    await writeFile(join(folder, placesFile), JSON.stringify(offsets));
  });
}
