import { describe, expect, it } from "vitest";
import { applyChatTemplate, type ChatMessage, ChatTemplateError, chooseChatTemplate } from "./index.ts";

const messages: ChatMessage[] = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "Hi" },
  { role: "assistant", content: "Hello there  " },
];

const chatMl = `{% for message in messages %}
{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}
{%- endfor %}
{% if add_generation_prompt %}
{{ '<|im_start|>assistant\\n' }}
{%- endif %}`;

const zephyr = `{% for message in messages %}
{% if message['role'] == 'user' %}
{{ '<|user|>\\n' + message['content'] + eos_token }}
{% elif message['role'] == 'system' %}
{{ '<|system|>\\n' + message['content'] + eos_token }}
{% elif message['role'] == 'assistant' %}
{{ '<|assistant|>\\n'  + message['content'] + eos_token }}
{% else %}
{{ raise_exception('unknown role ' ~ message.role) }}
{% endif %}
{% if loop.last and add_generation_prompt %}
{{ '<|assistant|>' }}
{% endif %}
{% endfor %}`;

const llama = `{{- bos_token }}
{%- if messages[0].role == 'system' %}
    {%- set system = '<<SYS>>\\n' ~ (messages[0].content | trim) ~ '\\n<</SYS>>\\n\\n' %}
    {%- set rest = messages[1:] %}
{%- else %}
    {%- set system = '' %}
    {%- set rest = messages %}
{%- endif %}
{%- for message in rest %}
    {%- if (message.role == 'user') != (loop.index0 % 2 == 0) %}
        {{- raise_exception('roles must alternate') }}
    {%- endif %}
    {%- if message.role == 'user' %}
        {{- '[INST] ' ~ (system if loop.first else '') ~ (message.content | trim) ~ ' [/INST]' }}
    {%- else %}
        {{- ' ' ~ (message.content | trim) ~ ' ' ~ eos_token }}
    {%- endif %}
{%- endfor %}`;

const tools = `{% if tools %}{{ 'Tools: ' + (tools | tojson) + '\\n' }}{% endif %}
{% for m in messages %}
{% if m.tool_calls %}{% for call in m.tool_calls %}{{ 'call ' + call.function.name + ' ' + (call.function.arguments | tojson) + '\\n' }}{% endfor %}
{% elif m.role == 'tool' %}{{ 'result ' + m.content + '\\n' }}{% else %}{{ m.role + ': ' + m.content + '\\n' }}{% endif %}
{% endfor %}`;

describe("applyChatTemplate", () => {
  it("writes a chat as ChatML", () => {
    const text =
      "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello there  <|im_end|>\n";
    expect(applyChatTemplate(chatMl, messages).text).toBe(text);
    expect(applyChatTemplate(chatMl, messages.slice(0, 2), { addGenerationPrompt: true }).text).toBe(
      "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n",
    );
  });

  it("writes a chat as Zephyr reads it, with the tokenizer's tokens", () => {
    const variables = { eos_token: "</s>" };
    expect(
      applyChatTemplate(zephyr, messages.slice(0, 2), { variables, addGenerationPrompt: true }).text,
    ).toBe("<|system|>\nBe brief.</s>\n<|user|>\nHi</s>\n<|assistant|>\n");
  });

  it("writes a chat as Llama 2 reads it", () => {
    const variables = { bos_token: "<s>", eos_token: "</s>" };
    expect(applyChatTemplate(llama, messages, { variables }).text).toBe(
      "<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi [/INST] Hello there </s>",
    );
  });

  it("gives a template tools, calls and results", () => {
    const weather = {
      type: "function",
      function: { name: "weather", parameters: { city: { type: "string" } } },
    };
    const chat: ChatMessage[] = [
      { role: "user", content: "Rain?" },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ function: { name: "weather", arguments: { city: "Bern" } } }],
      },
      { role: "tool", content: "yes" },
    ];
    expect(applyChatTemplate(tools, chat, { tools: [weather] }).text).toBe(
      `Tools: [{"type": "function", "function": {"name": "weather", "parameters": {"city": {"type": "string"}}}}]\n` +
        `user: Rain?\ncall weather {"city": "Bern"}\nresult yes\n`,
    );
  });

  it("leaves the last message open, trimmed or not", () => {
    const open = { continueFinalMessage: true };
    expect(applyChatTemplate(chatMl, messages, open).text).toMatch(/assistant\nHello there {2}$/);
    const variables = { bos_token: "<s>", eos_token: "</s>" };
    expect(applyChatTemplate(llama, messages, { ...open, variables }).text).toMatch(
      /\[\/INST\] Hello there$/,
    );
    const parts = "{% for m in messages %}{% for p in m.content %}<{{ p.text }}>{% endfor %}{% endfor %}";
    const chat = [{ role: "assistant", content: [{ type: "text", text: "So" }] }];
    expect(applyChatTemplate(parts, chat, open).text).toBe("<So");
  });

  it("says where the assistant speaks, if the template does", () => {
    const marked = chatMl.replace(
      "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}",
      `{{ '<|im_start|>' + message['role'] + '\\n' }}
{% if message['role'] == 'assistant' %}
{% generation %}
{{ message['content'] + '<|im_end|>' -}}
{% endgeneration %}
{% else %}
{{ message['content'] + '<|im_end|>' -}}
{% endif %}
{{ '\\n' }}`,
    );
    expect(applyChatTemplate(chatMl, messages).assistantRanges).toBeUndefined();
    const chat = [
      ...messages,
      { role: "user", content: "\uE000 and \uE001?" },
      { role: "assistant", content: "Yes" },
    ];
    const { text, assistantRanges } = applyChatTemplate(marked, chat);
    // White space is what it is without the tags.
    const plain = marked.replaceAll(/\{% (end)?generation %\}\n/g, "");
    expect(text).toBe(applyChatTemplate(plain, chat).text);
    expect(assistantRanges?.map(([start, end]) => text.slice(start, end))).toEqual([
      "Hello there  <|im_end|>",
      "Yes<|im_end|>",
    ]);
    const open = applyChatTemplate(marked, chat, { continueFinalMessage: true });
    expect(open.assistantRanges?.map(([start, end]) => open.text.slice(start, end)).at(-1)).toBe("Yes");
  });

  it("refuses what is no chat, and what the template refuses", () => {
    const both = { addGenerationPrompt: true, continueFinalMessage: true };
    const fails = [
      () => applyChatTemplate(chatMl, []),
      () => applyChatTemplate(chatMl, [{ content: "no role" } as never]),
      () => applyChatTemplate(chatMl, [{ role: "user", content: 5 } as never]),
      () => applyChatTemplate(chatMl, messages, both),
      () => applyChatTemplate("{% for %}", messages),
      () => applyChatTemplate("{{ a.b.c.d() }}", messages),
      () => applyChatTemplate(zephyr, [{ role: "dog", content: "woof" }]),
      () => applyChatTemplate("nothing", messages, { continueFinalMessage: true }),
      () => applyChatTemplate(chatMl, [{ role: "assistant", content: " " }], { continueFinalMessage: true }),
    ];
    for (const fail of fails) expect(fail).toThrow(ChatTemplateError);
    expect(fails[6]).toThrow("unknown role dog");
    expect(fails[1]).toThrow("messages[0].role");
  });
});

describe("chooseChatTemplate", () => {
  it("takes what is given, by name or as such, then what fits", () => {
    const named = { default: "d", tool_use: "t", rag: "r" };
    expect(chooseChatTemplate("only", undefined, true)).toBe("only");
    expect(chooseChatTemplate("only", "given", true)).toBe("given");
    expect(chooseChatTemplate(named, "rag", true)).toBe("r");
    expect(chooseChatTemplate(named, undefined, true)).toBe("t");
    expect(chooseChatTemplate(named, undefined, false)).toBe("d");
    expect(() => chooseChatTemplate(undefined, undefined, false)).toThrow(ChatTemplateError);
    expect(() => chooseChatTemplate({ rag: "r" }, undefined, false)).toThrow('["rag"]');
  });
});
