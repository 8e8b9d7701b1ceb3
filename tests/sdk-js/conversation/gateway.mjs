// The gateway and the Simulator that the run is about; the environment says where they are.
import OpenAI from 'openai';

export const model = 'gpt-4.1-mini';
export const gateway = required('HYBRIDAI_URL');
export const apiKey = required('HYBRIDAI_KEY');
const simulator = required('SIMULATOR_URL');

export function client(options = {}) {
  return new OpenAI({ baseURL: `${gateway}/v1`, apiKey, maxRetries: 0, timeout: 60_000, ...options });
}

export function ask(content) {
  return [{ role: 'user', content }];
}

// One pixel.
export const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** An answer without what differs from call to call, and what an SDK adds to it. */
export function withoutIds(answer) {
  const names = ['id', 'item_id', 'call_id', 'created', 'created_at', 'completed_at', '_request_id', 'parsed', 'output_parsed', 'output_text', 'parsed_arguments', 'parsed_output', 'system_fingerprint'];
  return JSON.parse(JSON.stringify(answer, (key, value) => (names.includes(key) ? undefined : value)));
}

export async function script(provider, behaviour) {
  await simulate('PUT', `/_sim/${provider}`, behaviour);
}

export async function reset(provider) {
  await simulate('DELETE', `/_sim/${provider}`);
}

/** What a provider was asked whose body has a text, newest first. */
export async function seen(provider, marker) {
  const { requests } = await (await simulate('GET', `/_sim/requests?limit=1000&provider=${provider}`)).json();
  return requests.filter((request) => request.body?.includes(marker));
}

/** The record of a request, once it is there: it may have gone through another gateway than the one that is asked. */
export async function record(id) {
  const { status, text } = await eventually(async () => {
    const answer = await fetch(`${gateway}/api/requests/${id}`, { headers: { authorization: `Bearer ${apiKey}` } });
    return { status: answer.status, text: await answer.text() };
  }, (found) => found.status !== 404);
  if (status !== 200) throw new Error(`No record of ${id}: ${status} ${text}`);
  return JSON.parse(text);
}

/** Asks until the answer is the one that is waited for. */
export async function eventually(question, isIt) {
  const end = Date.now() + 20_000;
  for (;;) {
    const answer = await question();
    if (isIt(answer)) return answer;
    if (Date.now() > end) throw new Error(`In vain: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function simulate(method, path, body) {
  const answer = await fetch(`${simulator}${path}`, { method, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}; the .NET test JavaScriptSdkTests does.`);
  return value.replace(/\/$/, '');
}
