import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import Groq from 'groq-sdk';
import { baseURL, billed, eventually, key, reset, script, seen } from './simulator.mjs';

const model = 'openai/gpt-oss-120b';
const groq = client();
const tools = [{ type: 'function', function: { name: 'get_weather', description: 'The weather', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } } }];

function client(options = {}) {
  return new Groq({ apiKey: key, baseURL: baseURL('/groq'), maxRetries: 0, ...options });
}

const ask = (content) => [{ role: 'user', content }];

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

afterEach(() => reset('groq'));

test('plain', async () => {
  const { data, response } = await groq.chat.completions.create({ model, messages: ask('[[say:I am here]]'), seed: 7 }).withResponse();
  assert.equal(data.choices[0].message.content, 'I am here');
  assert.ok(data.x_groq.id && data.usage.total_time > 0);
  assert.ok(Number(response.headers.get('x-ratelimit-remaining-tokens')) > 0);
  const line = await billed('groq', data.id);
  assert.equal(line.tokens.output + line.tokens.reasoning, data.usage.completion_tokens);
});

test('streamed, the same as whole; usage is x_groq’s', async () => {
  const messages = ask('What do ravens eat?');
  const whole = await groq.chat.completions.create({ model, messages });
  const chunks = await collect(await groq.chat.completions.create({ model, messages, stream: true }));
  const joined = (field) => chunks.map((chunk) => chunk.choices[0]?.delta?.[field] ?? '').join('');
  assert.equal(joined('content'), whole.choices[0].message.content);
  assert.equal(joined('reasoning'), whole.choices[0].message.reasoning);
  assert.equal(chunks.at(-1).choices[0].finish_reason, 'stop');
  assert.equal(chunks.at(-1).x_groq.usage.total_tokens, whole.usage.total_tokens);
});

test('tools over several turns', async () => {
  const messages = ask('[[tool:get_weather {"city":"Rome"}]] [[tool:get_weather {"city":"Oslo"}]]');
  const first = await groq.chat.completions.create({ model, messages, tools });
  assert.equal(first.choices[0].finish_reason, 'tool_calls');
  const { tool_calls: calls } = first.choices[0].message;
  assert.deepEqual(calls.map((call) => JSON.parse(call.function.arguments).city), ['Rome', 'Oslo']);
  const results = calls.map((call) => ({ role: 'tool', tool_call_id: call.id, content: `${JSON.parse(call.function.arguments).city}: sunny` }));
  const second = await groq.chat.completions.create({ model, tools, messages: [...messages, { role: 'assistant', tool_calls: calls }, ...results] });
  assert.match(second.choices[0].message.content, /Rome: sunny/);
  const chunks = await collect(await groq.chat.completions.create({ model, tools, tool_choice: 'required', messages: ask('Lisbon'), stream: true }));
  const args = chunks.flatMap((chunk) => chunk.choices[0]?.delta?.tool_calls ?? []).map((call) => call.function.arguments ?? '').join('');
  assert.equal(typeof JSON.parse(args).city, 'string');
});

test('structured output', async () => {
  const schema = { type: 'object', properties: { city: { type: 'string' }, people: { type: 'integer' } }, required: ['city', 'people'], additionalProperties: false };
  const answer = await groq.chat.completions.create({
    model, messages: ask('A city'), response_format: { type: 'json_schema', json_schema: { name: 'city', schema, strict: true } },
  });
  const city = JSON.parse(answer.choices[0].message.content);
  assert.ok(typeof city.city === 'string' && Number.isInteger(city.people));
});

test('reasoning: shown, hidden and by effort', async () => {
  const think = (more) => groq.chat.completions.create({ model, messages: ask('[[say:So]]'), ...more });
  const shown = await think({ reasoning_format: 'parsed', reasoning_effort: 'high' });
  const hidden = await think({ reasoning_format: 'hidden', reasoning_effort: 'low' });
  assert.ok(shown.choices[0].message.reasoning.length > 0);
  assert.equal(hidden.choices[0].message.reasoning, undefined);
  assert.ok(shown.usage.completion_tokens_details.reasoning_tokens > hidden.usage.completion_tokens_details.reasoning_tokens);
});

test('models', async () => {
  const { data } = await groq.models.list();
  assert.ok(data.some((item) => item.id === model));
});

test('errors', async () => {
  const rejected = (request, kind, status, code, options) => assert.rejects(
    client(options).chat.completions.create({ model, messages: ask('x'), ...request }),
    (error) => error instanceof kind && error.status === status && (code === undefined || error.error.error.code === code));
  await rejected({}, Groq.AuthenticationError, 401, 'invalid_api_key', { apiKey: 'bad-key' });
  await rejected({ model: 'no-such-model' }, Groq.NotFoundError, 404, 'model_not_found');
  await rejected({ n: 2 }, Groq.BadRequestError, 400);
  await rejected({ logprobs: true }, Groq.BadRequestError, 400);
  await script('groq', { errors: [{ kind: 'rateLimit', count: 1 }] });
  await rejected({}, Groq.RateLimitError, 429, 'rate_limit_exceeded');
});

test('a caller that hangs up is billed for what was made', async () => {
  await script('groq', { tokensPerSecond: 50 });
  const stream = await groq.chat.completions.create({ model, messages: ask('groq-abort [[words:500]]'), reasoning_effort: 'low', stream: true });
  let count = 0;
  for await (const _ of stream) if (++count === 5) stream.controller.abort();
  const [request] = await eventually(() => seen('groq', 'groq-abort'), ([last]) => last.outcome !== 'pending');
  assert.equal(request.outcome, 'cancelled');
  const { tokens } = await billed('groq', request.answerId);
  assert.ok(tokens.output + tokens.reasoning < 200);
});

test('the SDK tries again', async () => {
  await script('groq', { errors: [{ kind: 'overloaded', count: 1 }] });
  const answer = await client({ maxRetries: 2 }).chat.completions.create({ model, messages: ask('groq-again [[say:Now]]') });
  assert.equal(answer.choices[0].message.content, 'Now');
  assert.deepEqual((await seen('groq', 'groq-again')).map((request) => request.status), [200, 503]);
});
