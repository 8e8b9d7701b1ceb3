import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { anthropic, textOf } from './anthropic.mjs';
import { ask, eventually, record, reset, script, seen } from './gateway.mjs';
import { pick } from './models.mjs';

// Passed through, and translated; the models are of these tests alone.
const scripted = { anthropic: 'claude-opus-4-6', openai: 'gpt-4.1', gemini: 'gemini-2.5-flash-lite', cohere: 'command-r-plus-08-2024' };

const go = (provider, more = {}, sdk = anthropic()) =>
  sdk.messages.create({ model: `${provider}/${scripted[provider]}`, max_tokens: 1000, messages: ask('Hello'), ...more });

// The others' errors do not say how long to wait.
const tellsWhen = ['openai', 'anthropic'];

const behave = (provider, behaviour) => script(provider, { models: { [scripted[provider]]: behaviour } });

afterEach(() => Promise.all(Object.keys(scripted).map(reset)));

for (const provider of Object.keys(scripted)) {
  test(`${provider}: each failure is its class of error`, async () => {
    const cases = [
      [{ kind: 'badRequest' }, Anthropic.BadRequestError, 400, 'invalid_request_error'],
      [{ kind: 'rateLimit', retryAfterSeconds: 7 }, Anthropic.RateLimitError, 429, 'rate_limit_error'],
      [{ kind: 'serverError' }, Anthropic.InternalServerError, 500, 'api_error'],
      [{ kind: 'overloaded' }, Anthropic.InternalServerError, 529, 'overloaded_error'],
    ];
    for (const [error, type, status, name] of cases) {
      await behave(provider, { errors: [error] });
      for (const stream of [false, true]) {
        await assert.rejects(go(provider, { stream }), (thrown) => {
          assert.ok(thrown instanceof type, `${name}: ${thrown}`);
          assert.deepEqual([thrown.status, thrown.error.type, thrown.error.error.type], [status, 'error', name]);
          assert.ok(thrown.error.error.message && thrown.requestID);
          if (error.retryAfterSeconds && tellsWhen.includes(provider)) assert.equal(thrown.headers.get('retry-after'), '7');
          return true;
        });
      }
    }
  });

  test(`${provider}: retries overcome a rate limit and an overload`, async () => {
    await behave(provider, { errors: [{ kind: 'rateLimit', count: 1, retryAfterSeconds: 1 }, { kind: 'overloaded', count: 1 }] });
    const marker = `js-messages-retry-${provider}`;
    const message = await go(provider, { messages: ask(`${marker} [[say:third time lucky]]`) }, anthropic({ maxRetries: 3 }));
    assert.equal(textOf(message), 'third time lucky');
    assert.equal((await seen(provider, marker)).length, 3);
  });

  test(`${provider}: an error in the midst of a stream is thrown, and a cut one is noticed`, async () => {
    for (const behaviour of [{ streamError: { afterTokens: 5 } }, { cut: { afterTokens: 5 } }]) {
      await behave(provider, behaviour);
      const heard = [];
      const stream = anthropic().messages.stream({ model: `${provider}/${scripted[provider]}`, max_tokens: 4000, messages: ask('[[words:200]]') });
      stream.on('streamEvent', (event) => heard.push(event.type));
      await assert.rejects(stream.finalMessage(), Anthropic.AnthropicError);
      assert.equal(heard[0], 'message_start');
    }
  });

  test(`${provider}: an abort ends the call at the provider`, async () => {
    await behave(provider, { tokensPerSecond: 40 });
    const marker = `js-messages-abort-${provider}`;
    const stream = anthropic().messages.stream({ model: `${provider}/${scripted[provider]}`, max_tokens: 4000, messages: ask(`${marker} [[words:500]]`) });
    let pieces = 0;
    const id = stream.withResponse().then(({ response }) => response.headers.get('x-hybridai-request-id'));
    await assert.rejects(async () => {
      for await (const event of stream) if (event.type === 'content_block_delta' && ++pieces === 3) stream.abort();
      await stream.finalMessage();
    }, Anthropic.APIUserAbortError);
    const [request] = await eventually(() => seen(provider, marker), ([first]) => first.outcome !== 'pending');
    assert.equal(request.outcome, 'cancelled');
    const recorded = await record(await id);
    assert.deepEqual([recorded.outcome, recorded.estimated], ['cancelled', true]);
    assert.ok(recorded.usage.totalInput > 0 && recorded.usage.totalOutput >= 3, JSON.stringify(recorded.usage));
  });
}

test('a bad key, an unknown model and a bad body are the gateway\'s own refusals', async () => {
  await assert.rejects(go('anthropic', {}, anthropic({ apiKey: 'hai-nobody' })), Anthropic.AuthenticationError);
  await assert.rejects(go('anthropic', { model: 'no-such-model' }), (error) => error instanceof Anthropic.NotFoundError && error.error.error.type === 'not_found_error');
  await assert.rejects(go('gemini', { messages: 'not a list' }), (error) => error instanceof Anthropic.BadRequestError && /messages/.test(error.message));
  await assert.rejects(go('cohere', { max_tokens: undefined }), (error) => error instanceof Anthropic.BadRequestError && /max_tokens/.test(error.message));
});

test('a key may also come as a bearer token', async () => {
  const sdk = new Anthropic({ baseURL: anthropic().baseURL, apiKey: null, authToken: anthropic().apiKey, maxRetries: 0 });
  assert.equal(textOf(await sdk.messages.create({ model: pick('cohere'), max_tokens: 100, messages: ask('[[say:hello]]') })), 'hello');
});
