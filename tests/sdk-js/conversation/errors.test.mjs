import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import OpenAI from 'openai';
import { ask, client, eventually, model, record, reset, script, seen } from './gateway.mjs';

const failing = 'gpt-4o-mini';
const fail = (...errors) => script('openai', { models: { [failing]: { errors } } });

afterEach(() => reset('openai'));

test('a bad key is an AuthenticationError', async () => {
  await assert.rejects(client({ apiKey: 'hai-nobody' }).chat.completions.create({ model, messages: ask('Hello') }), (error) =>
    error instanceof OpenAI.AuthenticationError && error.code === 'invalid_api_key' && /^[0-9a-f-]{36}$/.test(error.requestID));
});

test('an unknown model is a NotFoundError that names the field', async () => {
  await assert.rejects(client().chat.completions.create({ model: 'no-such-model', messages: ask('Hello') }), (error) =>
    error instanceof OpenAI.NotFoundError && error.code === 'model_not_found' && error.param === 'model');
});

test('a refused request is a BadRequestError', async () => {
  await assert.rejects(client().chat.completions.create({ model, messages: 'not a list' }), OpenAI.BadRequestError);
  await fail({ kind: 'contextLength' });
  await assert.rejects(client().chat.completions.create({ model: failing, messages: ask('Hello') }), (error) =>
    error instanceof OpenAI.BadRequestError && error.code === 'context_length_exceeded');
});

test('a rate limit is a RateLimitError with its waiting time, and maxRetries overcomes it', async () => {
  await fail({ kind: 'rateLimit', count: 1, retryAfterSeconds: 1 });
  await assert.rejects(client().chat.completions.create({ model: failing, messages: ask('Hello') }), (error) =>
    error instanceof OpenAI.RateLimitError && error.headers.get('retry-after') === '1');
  await fail({ kind: 'rateLimit', count: 1, retryAfterSeconds: 1 }, { kind: 'serverError', count: 1 });
  const answer = await client({ maxRetries: 3 }).chat.completions.create({ model: failing, messages: ask('js-retry [[say:third time lucky]]') });
  assert.equal(answer.choices[0].message.content, 'third time lucky');
  assert.deepEqual((await seen('openai', 'js-retry')).map((request) => request.status), [200, 500, 429]);
});

test('a provider\'s failure is an InternalServerError', async () => {
  for (const [kind, status] of [['serverError', 500], ['badGateway', 502], ['overloaded', 503]]) {
    await fail({ kind });
    await assert.rejects(client().chat.completions.create({ model: failing, messages: ask('Hello') }), (error) =>
      error instanceof OpenAI.InternalServerError && error.status === status);
  }
});

test('an error in the middle of a stream is thrown from the iteration', async () => {
  await script('openai', { models: { [failing]: { streamError: { afterTokens: 5 } } } });
  const stream = await client().chat.completions.create({ model: failing, messages: ask('[[words:50]]'), stream: true });
  let pieces = 0;
  await assert.rejects(async () => {
    for await (const chunk of stream) pieces += chunk.choices.length;
  }, OpenAI.APIError);
  assert.ok(pieces > 0);
});

test('an AbortController ends the call at the provider', async () => {
  await script('openai', { models: { [failing]: { tokensPerSecond: 20 } } });
  const abort = new AbortController();
  const { data: stream, response } = await client().chat.completions
    .create({ model: failing, messages: ask('js-abort [[words:500]]'), stream: true }, { signal: abort.signal }).withResponse();
  let pieces = 0;
  try {
    for await (const chunk of stream) if (++pieces === 4) abort.abort();
  } catch (error) {
    assert.ok(error instanceof OpenAI.APIUserAbortError || error.name === 'AbortError', String(error));
  }
  const [request] = await eventually(() => seen('openai', 'js-abort'), ([first]) => first.outcome !== 'pending');
  assert.equal(request.outcome, 'cancelled');
  const recorded = await record(response.headers.get('x-request-id'));
  assert.equal(recorded.outcome, 'cancelled');
  assert.equal(recorded.estimated, true);
});

test('the SDK\'s own time-out is an APIConnectionTimeoutError', async () => {
  await script('openai', { models: { [failing]: { timeToFirstTokenMs: 60_000 } } });
  await assert.rejects(client({ timeout: 300 }).chat.completions.create({ model: failing, messages: ask('js-timeout') }), OpenAI.APIConnectionTimeoutError);
  const [request] = await eventually(() => seen('openai', 'js-timeout'), ([first]) => first?.outcome === 'cancelled');
  assert.equal(request.outcome, 'cancelled');
});
