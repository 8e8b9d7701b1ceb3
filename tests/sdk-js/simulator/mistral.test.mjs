import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Mistral } from '@mistralai/mistralai';
import { baseURL, billed, eventually, key, pixel, reset, script, seen } from './simulator.mjs';

const model = 'mistral-large-latest';
const mistral = client();
const tools = [{ type: 'function', function: { name: 'get_weather', description: 'The weather', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } } }];

function client(apiKey = key) {
  return new Mistral({ apiKey, serverURL: baseURL('/mistral') });
}

const ask = (content) => [{ role: 'user', content }];
const textOf = (content) => (typeof content === 'string' ? content : content.filter((part) => part.type === 'text').map((part) => part.text).join(''));

async function collect(stream) {
  const chunks = [];
  for await (const event of stream) chunks.push(event.data);
  return chunks;
}

afterEach(() => reset('mistral'));

test('plain', async () => {
  const answer = await mistral.chat.complete({ model, messages: ask('[[say:I am here]]'), randomSeed: 7, temperature: 0.2 });
  assert.equal(textOf(answer.choices[0].message.content), 'I am here');
  assert.equal(answer.choices[0].finishReason, 'stop');
  assert.equal((await billed('mistral', answer.id)).tokens.input, answer.usage.promptTokens);
});

test('streamed, the same as whole', async () => {
  const messages = ask('What do ravens eat?');
  const whole = await mistral.chat.complete({ model, messages });
  const chunks = await collect(await mistral.chat.stream({ model, messages }));
  assert.equal(chunks.map((chunk) => textOf(chunk.choices[0].delta.content ?? '')).join(''), textOf(whole.choices[0].message.content));
  assert.equal(chunks.at(-1).choices[0].finishReason, 'stop');
  assert.deepEqual(chunks.at(-1).usage, whole.usage);
});

test('tools over several turns', async () => {
  const messages = ask('[[tool:get_weather {"city":"Rome"}]] [[tool:get_weather {"city":"Oslo"}]]');
  const first = await mistral.chat.complete({ model, messages, tools });
  assert.equal(first.choices[0].finishReason, 'tool_calls');
  const { toolCalls } = first.choices[0].message;
  assert.deepEqual(toolCalls.map((call) => JSON.parse(call.function.arguments).city), ['Rome', 'Oslo']);
  assert.match(toolCalls[0].id, /^[A-Za-z0-9]{9}$/);
  const results = toolCalls.map((call) => ({ role: 'tool', toolCallId: call.id, name: call.function.name, content: `${JSON.parse(call.function.arguments).city}: sunny` }));
  const second = await mistral.chat.complete({ model, tools, messages: [...messages, first.choices[0].message, ...results] });
  assert.match(textOf(second.choices[0].message.content), /Rome: sunny/);
  const chunks = await collect(await mistral.chat.stream({ model, tools, toolChoice: 'any', messages: ask('Lisbon') }));
  const calls = chunks.flatMap((chunk) => chunk.choices[0].delta.toolCalls ?? []);
  assert.equal(typeof JSON.parse(calls[0].function.arguments).city, 'string');
});

test('structured output', async () => {
  const schemaDefinition = { type: 'object', properties: { city: { type: 'string' }, people: { type: 'integer', minimum: 5, maximum: 9 } }, required: ['city', 'people'], additionalProperties: false };
  const answer = await mistral.chat.complete({
    model, messages: ask('A city'), responseFormat: { type: 'json_schema', jsonSchema: { name: 'city', schemaDefinition, strict: true } },
  });
  const city = JSON.parse(textOf(answer.choices[0].message.content));
  assert.ok(typeof city.city === 'string' && city.people >= 5 && city.people <= 9);
});

test('reasoning comes in thinking parts', async () => {
  const request = { model: 'mistral-medium-2604', reasoningEffort: 'high', messages: ask('[[say:So]]') };
  const whole = await mistral.chat.complete(request);
  assert.deepEqual(whole.choices[0].message.content.map((part) => part.type), ['thinking', 'text']);
  const parts = (await collect(await mistral.chat.stream(request))).map((chunk) => chunk.choices[0].delta.content).filter(Array.isArray).flat();
  const thought = (all) => all.flatMap((part) => part.thinking ?? []).map((piece) => piece.text).join('');
  assert.equal(thought(parts), thought(whole.choices[0].message.content));
});

test('images', async () => {
  const answer = await mistral.chat.complete({
    model: 'mistral-small-latest', messages: ask([{ type: 'text', text: '[[say:Seen]]' }, { type: 'image_url', imageUrl: `data:image/png;base64,${pixel}` }]),
  });
  assert.equal(textOf(answer.choices[0].message.content), 'Seen');
});

test('embeddings and models', async () => {
  const answer = await mistral.embeddings.create({ model: 'mistral-embed', inputs: ['a cat', 'a dog'] });
  assert.deepEqual(answer.data.map((item) => item.embedding.length), [1024, 1024]);
  const { data } = await mistral.models.list();
  assert.ok(data.some((item) => item.capabilities.completionChat));
});

test('errors', async () => {
  const rejected = (request, statusCode, body, asked = mistral) => assert.rejects(
    asked.chat.complete({ model, messages: ask('x'), ...request }, { retries: { strategy: 'none' } }), (error) => error.statusCode === statusCode && body.test(error.body));
  await rejected({}, 401, /authentication_error/, client('bad-key'));
  await rejected({ model: 'no-such-model' }, 404, /"1500"/);
  await rejected({ temperature: 3 }, 422, /"loc":\["body","temperature"\]/);
  await rejected({ messages: [{ role: 'user', content: 'a' }, { role: 'assistant', content: 'b' }] }, 400, /Expected last role/);
  await script('mistral', { errors: [{ kind: 'rateLimit', count: 1 }] });
  await rejected({}, 429, /rate_limit_error/);
});

test('a caller that hangs up is billed for what was made', async () => {
  await script('mistral', { tokensPerSecond: 20 });
  const abort = new AbortController();
  const stream = await mistral.chat.stream({ model, messages: ask('mistral-abort [[words:500]]') }, { fetchOptions: { signal: abort.signal } });
  await assert.rejects(async () => {
    let count = 0;
    for await (const _ of stream) if (++count === 3) abort.abort();
    throw new Error('ended');
  });
  const [request] = await eventually(() => seen('mistral', 'mistral-abort'), ([last]) => last.outcome !== 'pending');
  assert.equal(request.outcome, 'cancelled');
  assert.ok((await billed('mistral', request.answerId)).tokens.output < 100);
});

test('the SDK tries again', async () => {
  await script('mistral', { errors: [{ kind: 'overloaded', count: 1 }] });
  const retries = { strategy: 'backoff', backoff: { initialInterval: 1, maxInterval: 10, exponent: 1, maxElapsedTime: 5_000 }, retryConnectionErrors: false };
  const answer = await mistral.chat.complete({ model, messages: ask('mistral-again [[say:Now]]') }, { retries });
  assert.equal(textOf(answer.choices[0].message.content), 'Now');
  assert.deepEqual((await seen('mistral', 'mistral-again')).map((request) => request.status), [200, 503]);
});
