import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readSafetensors, type StoredTensor } from "@llm-course/onnx";

// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, version 3
const types = { u32: 4, f32: 6, bool: 7, string: 8, array: 9 };
const [f32Tensor, alignment] = [0, 32];
const [normal, control] = [1, 3];

const u32 = (value: number) => Buffer.from(new Uint32Array([value]).buffer);
const u64 = (value: number) => Buffer.from(new BigUint64Array([BigInt(value)]).buffer);
const f32 = (value: number) => Buffer.from(new Float32Array([value]).buffer);
const string = (text: string) => Buffer.concat([u64(Buffer.byteLength(text)), Buffer.from(text)]);
const array = (type: number, values: readonly Buffer[]) =>
  Buffer.concat([u32(type), u64(values.length), ...values]);

/** Half of a head's numbers are turned with the other half; llama.cpp turns neighbours, so rows take turns. */
function interleaved(weight: Float32Array, heads: number, width: number): Float32Array {
  const rows = weight.length / width;
  const half = rows / heads / 2;
  const out = new Float32Array(weight.length);
  for (let row = 0; row < rows; row++) {
    const [head, within] = [Math.floor(row / (2 * half)), row % (2 * half)];
    const from = head * 2 * half + (within % 2) * half + Math.floor(within / 2);
    out.set(weight.subarray(from * width, (from + 1) * width), row * width);
  }
  return out;
}

const names: Readonly<Record<string, string>> = {
  input_layernorm: "attn_norm",
  post_attention_layernorm: "ffn_norm",
  "self_attn.q_proj": "attn_q",
  "self_attn.k_proj": "attn_k",
  "self_attn.v_proj": "attn_v",
  "self_attn.o_proj": "attn_output",
  "mlp.gate_proj": "ffn_gate",
  "mlp.up_proj": "ffn_up",
  "mlp.down_proj": "ffn_down",
};

function ggufName(name: string): string {
  if (name === "model.embed_tokens.weight") return "token_embd.weight";
  if (name === "model.norm.weight") return "output_norm.weight";
  const [, layer, part = ""] = /^model\.layers\.(\d+)\.(.+)\.weight$/.exec(name) ?? [];
  return `blk.${layer}.${names[part]}.weight`;
}

async function entryOf(name: string, tensor: StoredTensor, heads: number) {
  const dims = tensor.shape;
  const bytes = await tensor.read();
  const values = new Float32Array(bytes.slice().buffer);
  const turned = /\.(q|k)_proj\./.test(name) ? interleaved(values, heads, dims[1] ?? 1) : values;
  return {
    name: ggufName(name),
    dims,
    data: Buffer.from(turned.buffer, turned.byteOffset, turned.byteLength),
  };
}

/** Writes a Llama of the zoo, byte-level BPE and tied embeddings included, as a GGUF file in float32. */
export async function writeGguf(folder: string, path: string): Promise<void> {
  const read = async (name: string) => JSON.parse(await readFile(join(folder, name), "utf8"));
  const [config, tokenizer, settings] = [
    await read("config.json"),
    await read("tokenizer.json"),
    await read("tokenizer_config.json"),
  ];
  const heads: number = config.num_attention_heads;
  const vocabulary = Object.entries<number>(tokenizer.model.vocab).sort(([, a], [, b]) => a - b);
  const isControl = new Set(tokenizer.added_tokens.map(({ id }: { id: number }) => id));
  const metadata: [string, number, Buffer][] = [
    ["general.architecture", types.string, string("llama")],
    ["llama.context_length", types.u32, u32(config.max_position_embeddings)],
    ["llama.embedding_length", types.u32, u32(config.hidden_size)],
    ["llama.block_count", types.u32, u32(config.num_hidden_layers)],
    ["llama.feed_forward_length", types.u32, u32(config.intermediate_size)],
    ["llama.attention.head_count", types.u32, u32(heads)],
    ["llama.attention.head_count_kv", types.u32, u32(config.num_key_value_heads ?? heads)],
    ["llama.attention.layer_norm_rms_epsilon", types.f32, f32(config.rms_norm_eps ?? 1e-6)],
    ["llama.rope.dimension_count", types.u32, u32(config.hidden_size / heads)],
    ["llama.rope.freq_base", types.f32, f32(config.rope_theta ?? 10_000)],
    ["llama.vocab_size", types.u32, u32(config.vocab_size)],
    ["tokenizer.ggml.model", types.string, string("gpt2")],
    ["tokenizer.ggml.pre", types.string, string("gpt-2")],
    [
      "tokenizer.ggml.tokens",
      types.array,
      array(
        types.string,
        vocabulary.map(([token]) => string(token)),
      ),
    ],
    [
      "tokenizer.ggml.token_type",
      types.array,
      array(
        5,
        vocabulary.map(([, id]) => u32(isControl.has(id) ? control : normal)),
      ),
    ],
    [
      "tokenizer.ggml.merges",
      types.array,
      array(
        types.string,
        tokenizer.model.merges.map((pair: string[]) => string(pair.join(" "))),
      ),
    ],
    ["tokenizer.ggml.bos_token_id", types.u32, u32(config.bos_token_id)],
    ["tokenizer.ggml.eos_token_id", types.u32, u32(config.eos_token_id)],
    ["tokenizer.ggml.add_bos_token", types.bool, Buffer.from([0])],
    ["tokenizer.chat_template", types.string, string(settings.chat_template)],
  ];
  await using stored = await readSafetensors(join(folder, "model.safetensors"));
  const entries = await Promise.all(
    [...stored.tensors].map(([name, tensor]) => entryOf(name, tensor, heads)),
  );
  const padded = (length: number) => Math.ceil(length / alignment) * alignment;
  let offset = 0;
  const infos = entries.map(({ name, dims, data }) => {
    const info = Buffer.concat([
      ...[string(name), u32(dims.length), ...dims.toReversed().map(u64), u32(f32Tensor), u64(offset)],
    ]);
    offset += padded(data.length);
    return info;
  });
  const head = Buffer.concat([
    ...[Buffer.from("GGUF"), u32(3), u64(entries.length), u64(metadata.length)],
    ...metadata.flatMap(([name, type, value]) => [string(name), u32(type), value]),
    ...infos,
  ]);
  const pad = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(padded(bytes.length) - bytes.length)]);
  await writeFile(path, Buffer.concat([pad(head), ...entries.map(({ data }) => pad(data))]));
}
