import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import OpenAI from 'openai';
import { client, eventually, record, reset, script, seen } from './gateway.mjs';

// Passed through, and translated; the models are of these tests alone.
const scripted = { openai: 'gpt-4.1', anthropic: 'claude-opus-4-6', gemini: 'gemini-2.5-flash-lite', cohere: 'command-r-plus-08-2024' };

// The others' errors do not say how long to wait.
const tellsWhen = ['openai', 'anthropic'];

const behave = (provider, behaviour) => script(provider, { models: { [scripted[provider]]: behaviour } });

const go = (provider, more = {}, options = {}) => client(options).responses.create({ model: `${provider}/${scripted[provider]}`, input: 'Hello', ...more });

afterEach(() => Promise.all(Object.keys(scripted).map(reset)));

for (const provider of Object.keys(scripted)) {
  test(`${provider}: each failure is its class of error`, async () => {
    const cases = [
      [{ kind: 'badRequest' }, OpenAI.BadRequestError, [400]],
      [{ kind: 'rateLimit', retryAfterSeconds: 7 }, OpenAI.RateLimitError, [429]],
      [{ kind: 'serverError' }, OpenAI.InternalServerError, [500]],
      [{ kind: 'overloaded' }, OpenAI.InternalServerError, [503, 529]],
    ];
    for (const [error, type, statuses] of cases) {
      await behave(provider, { errors: [error] });
      for (const stream of [false, true]) {
        await assert.rejects(go(provider, { stream }), (thrown) => {
          assert.ok(thrown instanceof type, `${error.kind}: ${thrown}`);
          assert.ok(statuses.includes(thrown.status) && thrown.error.message && thrown.requestID, `${error.kind}: ${thrown.status}`);
          if (error.retryAfterSeconds && tellsWhen.includes(provider)) assert.equal(thrown.headers.get('retry-after'), '7');
          return true;
        });
      }
    }
  });

  test(`${provider}: retries overcome a rate limit and an overload`, async () => {
    await behave(provider, { errors: [{ kind: 'rateLimit', count: 1, retryAfterSeconds: 1 }, { kind: 'overloaded', count: 1 }] });
    const marker = `js-responses-retry-${provider}`;
    const response = await go(provider, { input: `${marker} [[say:third time lucky]]` }, { maxRetries: 3 });
    assert.equal(response.output_text, 'third time lucky');
    assert.equal((await seen(provider, marker)).length, 3);
  });

  test(`${provider}: an error in the midst of a stream ends it, and a cut one is noticed`, async () => {
    for (const behaviour of [{ streamError: { afterTokens: 5 } }, { cut: { afterTokens: 5 } }]) {
      await behave(provider, behaviour);
      const types = [];
      await assert.rejects(async () => {
        for await (const event of await go(provider, { input: '[[words:200]]', stream: true })) {
          types.push(event.type);
          if (event.type === 'error' || event.type === 'response.failed') throw new OpenAI.OpenAIError(event.message ?? event.response.error.message);
        }
      }, OpenAI.OpenAIError);
      assert.equal(types[0], 'response.created');
      assert.ok(!types.includes('response.completed'));
    }
  });

  test(`${provider}: an AbortController ends the call at the provider`, async () => {
    await behave(provider, { tokensPerSecond: 40 });
    const abort = new AbortController();
    const marker = `js-responses-abort-${provider}`;
    const { data: stream, response } = await client().responses
      .create({ model: `${provider}/${scripted[provider]}`, input: `${marker} [[words:500]]`, stream: true }, { signal: abort.signal }).withResponse();
    let pieces = 0;
    try {
      for await (const event of stream) if (event.type.endsWith('.delta') && ++pieces === 3) abort.abort();
    } catch (error) {
      assert.ok(error instanceof OpenAI.APIUserAbortError || error.name === 'AbortError', String(error));
    }
    const [request] = await eventually(() => seen(provider, marker), ([first]) => first.outcome !== 'pending');
    assert.equal(request.outcome, 'cancelled');
    const recorded = await record(response.headers.get('x-request-id'));
    assert.deepEqual([recorded.outcome, recorded.estimated], ['cancelled', true]);
    assert.ok(recorded.usage.totalInput > 0 && recorded.usage.totalOutput >= 3, JSON.stringify(recorded.usage));
  });
}

test('a bad key, an unknown model and a bad body are the gateway\'s own refusals', async () => {
  await assert.rejects(go('openai', {}, { apiKey: 'hai-nobody' }), OpenAI.AuthenticationError);
  await assert.rejects(go('openai', { model: 'no-such-model' }), (error) => error instanceof OpenAI.NotFoundError && error.code === 'model_not_found');
  await assert.rejects(go('gemini', { input: 7 }), (error) => error instanceof OpenAI.BadRequestError && error.param === 'input');
  await assert.rejects(go('cohere', { tools: [{ type: 'web_search' }] }), (error) => error instanceof OpenAI.BadRequestError && /^tools/.test(error.param));
});
