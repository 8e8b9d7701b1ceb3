// The same call made twice, by a provider's own SDK straight at the Simulator and through the gateway, must reach the provider as the same request.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import Anthropic2023 from 'anthropic-sdk-2023';
import OpenAI from 'openai';
import { calls } from './calls.mjs';
import { differences, withoutIds } from './differences.mjs';
import { follow } from './follow.mjs';

const gateway = required('HYBRIDAI_URL');
const apiKey = required('HYBRIDAI_KEY');
const simulator = required('SIMULATOR_URL');

const options = { apiKey, maxRetries: 0, timeout: 30_000 };
const openai = new OpenAI({ ...options, baseURL: `${gateway}/v1` });
const anthropic = new Anthropic({ ...options, baseURL: gateway });
// Its API of today takes no sampling; that of 2023 does.
const anthropic2023 = new Anthropic2023({ ...options, baseURL: gateway });
const samples = (body) => ['temperature', 'top_p', 'top_k'].some((name) => name in body);

// The header that says what the body means, the version it is in, and in which one the key is.
const headers = ['content-type', 'anthropic-version'];
const keyHeaders = ['authorization', 'x-api-key', 'x-goog-api-key', 'api-key'];

/** What the gateway is asked by, each through the SDK that its users have. */
const dialects = {
  chat: (body) => openai.chat.completions.create(body),
  responses: (body) => openai.responses.create(body),
  messages: (body) => (samples(body) ? anthropic2023 : anthropic).messages.create(body),
};

/** Where an SDK finds a provider. */
export const baseURL = (path) => `${simulator}${path}`;

export const key = 'key-of-the-sdk';

/** Makes a call by an SDK whose streams are asked for by a field, and reads the answer to its end. */
export const sender = (create) => async (body, stream) => {
  const answer = await create({ ...body, ...(stream && { stream }) });
  if (stream) for await (const _ of answer);
  return answer;
};

/**
 * Compares the requests of all calls that a provider can be asked for.
 * @param of
 *   provider: its name at the gateway and at the Simulator;
 *   wire: which form of a call its SDK takes (`chat`, `responses`, `messages`, `gemini`, `cohere`, `mistral`);
 *   send: makes a call by its SDK, streamed or not, and reads the answer to its end;
 *   model: names the model for a call;
 *   dialects: of the gateway, all by default;
 *   change: by call, what its SDK is told otherwise, which may depend on the dialect;
 *   only: the names of calls, all by default;
 *   skip: by call, or by `call dialect`, why it cannot be compared;
 *   meant: differences that are as they should be: where (`at`), in which `calls` (`call dialect`, all by default) and `why`; one that
 *     never occurs is a failure.
 */
export function compare({ provider, wire, send, model, dialects: names = ['chat', 'responses', 'messages'], only, change = {}, skip = {}, meant = [] }) {
  const occurred = new Set();
  for (const call of calls) {
    if (!call[wire] || skip[call.name] || (only && !only.includes(call.name))) continue;
    for (const dialect of names) {
      const label = `${call.name} ${dialect}`;
      if (!call[dialect] || skip[label]) continue;
      for (const stream of [false, true]) {
        test(`${label}${stream ? ', streamed' : ''}`, async () => {
          const name = model(call.name);
          const native = change[call.name] ? change[call.name](call[wire], dialect) : call[wire];
          const ask = sender(dialects[dialect]);
          const own = await record(provider, call, (body, streamed) => send({ model: name, ...body }, streamed), native, stream, wire);
          const through = await record(provider, call, (body, streamed) => ask({ model: `${provider}/${name}`, ...body }, streamed), call[dialect], stream, dialect);
          const unexplained = differences(own, through).filter(({ at }) => {
            const reason = meant.find((one) => one.at.test(at) && (!one.calls || one.calls.test(label)));
            if (reason) occurred.add(reason);
            return !reason;
          });
          assert.ok(unexplained.length === 0, unexplained.map((one) => `${one.at}: the SDK ${one.own}, the gateway ${one.through}`).join('\n'));
        });
      }
    }
  }

  after(() => {
    const stale = meant.filter((reason) => !occurred.has(reason)).map(({ at }) => String(at));
    assert.deepEqual(stale, [], 'listed as meant, but they do not occur');
  });
}

/** Makes a call, with the turn that follows if it has one, and reads what the provider was asked last. */
async function record(provider, call, send, body, stream, form) {
  if (call.results) body = follow[form](body, await send(body, false), call.results);
  await send(body, stream);
  const [last] = await seen(provider, call.marker);
  assert.ok(last && last.status === 200, `the ${form} call: ${JSON.stringify(last)}`);
  await forget();
  return requestOf(last);
}

function requestOf({ method, path, headers: sent, body }) {
  const names = new Map(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    method,
    path,
    headers: Object.fromEntries(headers.map((name) => [name, names.get(name)?.split(';')[0]])),
    key: keyHeaders.filter((name) => names.has(name)).join(),
    body: withoutIds(JSON.parse(body)),
  };
}

async function seen(provider, marker) {
  const { requests } = await (await fetch(`${simulator}/_sim/requests?limit=20&provider=${provider}`)).json();
  return requests.filter((request) => request.body?.includes(marker));
}

const forget = () => fetch(`${simulator}/_sim/requests`, { method: 'DELETE' });

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}; the .NET test SdkEqualityTests does.`);
  return value.replace(/\/$/, '');
}
