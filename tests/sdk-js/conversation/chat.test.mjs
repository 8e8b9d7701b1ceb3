import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, client, model, record, seen } from './gateway.mjs';
import { makeParseableResponseFormat } from 'openai/lib/parser';

test('a plain answer comes whole, with its request id, and is recorded', async () => {
  const answer = await client().chat.completions.create({ model, messages: ask('[[say:Grüße aus Köln 🌷]]') });
  assert.equal(answer.choices[0].message.content, 'Grüße aus Köln 🌷');
  assert.equal(answer.choices[0].finish_reason, 'stop');
  const recorded = await record(answer._request_id);
  assert.equal(recorded.outcome, 'succeeded');
  assert.equal(recorded.usage.totalInput + recorded.usage.totalOutput, answer.usage.total_tokens);
});

test('the raw response carries the gateway\'s headers', async () => {
  const { response } = await client().chat.completions.create({ model, messages: ask('headers') }).withResponse();
  assert.match(response.headers.get('x-request-id'), /^[0-9a-f-]{36}$/);
  assert.equal(response.headers.get('x-request-id'), response.headers.get('x-hybridai-request-id'));
  assert.equal(response.headers.get('x-hybridai-provider'), 'openai');
  assert.equal(response.headers.get('x-hybridai-model'), model);
  assert.equal(response.headers.get('x-hybridai-simulated'), 'true');
  assert.ok(Number(response.headers.get('x-hybridai-cost')) > 0);
});

test('an iterated stream has no usage unless it is asked for', async () => {
  for (const wanted of [false, true]) {
    const stream = await client().chat.completions.create({
      model, messages: ask('[[words:40]]'), stream: true, ...(wanted && { stream_options: { include_usage: true } }),
    });
    let text = '';
    let usage;
    let pieces = 0;
    for await (const chunk of stream) {
      pieces++;
      text += chunk.choices[0]?.delta.content ?? '';
      if (chunk.usage) usage = chunk.usage;
    }
    assert.equal(text.split(' ').length, 40);
    assert.ok(pieces > 10, `${pieces} pieces`);
    assert.equal(usage !== undefined, wanted);
  }
});

test('the stream helper tells each piece and puts the whole together', async () => {
  const heard = [];
  const stream = client().chat.completions.stream({ model, messages: ask('[[words:30]]'), stream_options: { include_usage: true } });
  stream.on('content', (delta) => heard.push(delta));
  const whole = await stream.finalChatCompletion();
  assert.equal(heard.join(''), whole.choices[0].message.content);
  assert.equal(whole.choices[0].message.content.split(' ').length, 30);
  assert.ok((await stream.totalUsage()).completion_tokens > 0);
});

test('several choices are streamed side by side', async () => {
  const whole = await client().chat.completions.stream({ model, n: 3, messages: ask('[[words:12]]') }).finalChatCompletion();
  assert.deepEqual(whole.choices.map((choice) => choice.index), [0, 1, 2]);
  for (const choice of whole.choices) assert.equal(choice.message.content.split(' ').length, 12);
});

test('parse gives an object that keeps to its JSON schema', async () => {
  const format = makeParseableResponseFormat({
    type: 'json_schema',
    json_schema: {
      name: 'weather', strict: true,
      schema: {
        type: 'object', additionalProperties: false, required: ['city', 'degrees'],
        properties: { city: { type: 'string' }, degrees: { type: 'integer' } },
      },
    },
  }, (content) => JSON.parse(content));
  const { choices: [{ message }] } = await client().chat.completions.parse({ model, messages: ask('The weather in Lisbon?'), response_format: format });
  assert.equal(typeof message.parsed.city, 'string');
  assert.ok(Number.isInteger(message.parsed.degrees));
  assert.deepEqual(Object.keys(message.parsed).sort(), ['city', 'degrees']);
});

test('an image is passed on as it was sent', async () => {
  const url = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const answer = await client().chat.completions.create({
    model,
    messages: ask([{ type: 'text', text: 'js-image: what is this?' }, { type: 'image_url', image_url: { url, detail: 'low' } }]),
  });
  assert.ok(answer.usage.prompt_tokens > 80);
  const [request] = await seen('openai', 'js-image');
  assert.equal(JSON.parse(request.body).messages[0].content[1].image_url.url, url);
});
