import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, client, seen } from './gateway.mjs';

const models = [
  'openai/gpt-5.4-mini', 'groq/openai/gpt-oss-120b', 'mistral/mistral-small-2603', 'cerebras/gpt-oss-120b', 'openrouter/anthropic/claude-haiku-4.5',
];

// Mistral's reasoning models answer in parts.
const textOf = (content) => (typeof content === 'string' ? content : content.filter((part) => part.type === 'text').map((part) => part.text).join(''));

for (const model of models) {
  const provider = model.split('/')[0];
  const marker = `js-${provider}`;

  test(`${model}: plain`, async () => {
    const { data, response } = await client().chat.completions.create({ model, messages: ask(`${marker} [[say:I am here]]`) }).withResponse();
    assert.equal(textOf(data.choices[0].message.content), 'I am here');
    assert.equal(response.headers.get('x-hybridai-provider'), provider);
    assert.ok(Number(response.headers.get('x-hybridai-cost')) > 0);
    assert.equal((await seen(provider, marker))[0].status, 200);
  });

  test(`${model}: streamed`, async () => {
    const stream = await client().chat.completions.create({
      model, messages: ask('[[words:25]]'), stream: true, stream_options: { include_usage: true },
    });
    let text = '';
    let usage;
    for await (const chunk of stream) {
      const content = chunk.choices[0]?.delta?.content;
      if (content) text += textOf(content);
      usage = chunk.usage ?? usage;
    }
    assert.equal(text.trim().split(/\s+/).length, 25);
    assert.ok(usage?.completion_tokens > 0, 'the usage that was asked for comes from every provider');
  });

  test(`${model}: tools`, async () => {
    const tools = [{ type: 'function', function: { name: 'get_weather', description: 'The weather', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } } }];
    const messages = ask('[[tool:get_weather {"city":"Rome"}]]');
    const first = await client().chat.completions.create({ model, messages, tools });
    assert.equal(first.choices[0].finish_reason, 'tool_calls');
    const { tool_calls: calls } = first.choices[0].message;
    assert.equal(JSON.parse(calls[0].function.arguments).city, 'Rome');
    const second = await client().chat.completions.create({
      model, tools,
      messages: [...messages, { role: 'assistant', content: '', tool_calls: calls }, { role: 'tool', tool_call_id: calls[0].id, content: 'sunny' }],
    });
    assert.match(textOf(second.choices[0].message.content), /sunny/);
  });
}
