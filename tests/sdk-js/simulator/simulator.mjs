// The Simulator that the run is about; the environment says where it is. Here the SDKs of the providers talk to it directly.
const simulator = required('SIMULATOR_URL');

/** Where an SDK finds a provider. */
export const baseURL = (path) => `${simulator}${path}`;

export const key = 'key-of-the-sdk';

// One pixel.
export const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export const script = (provider, behaviour) => simulate('PUT', `/_sim/${provider}`, behaviour);

export const reset = (provider) => simulate('DELETE', `/_sim/${provider}`);

/** What a provider was asked whose body has a text, newest first. */
export async function seen(provider, marker) {
  const { requests } = await (await simulate('GET', `/_sim/requests?limit=1000&provider=${provider}`)).json();
  return requests.filter((request) => request.body?.includes(marker));
}

/** The line of the invoice for an answer. */
export async function billed(...of) {
  const id = of.pop();
  const { lines } = await (await simulate('GET', of.length ? `/_sim/invoice?provider=${of[0]}` : '/_sim/invoice')).json();
  return lines.find((line) => line.id === id);
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

export const ask = (content) => [{ role: 'user', content }];

export const weather = {
  type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false,
};

async function simulate(method, path, body) {
  const answer = await fetch(baseURL(path), { method, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}; the .NET test ProviderSdkTests does.`);
  return value.replace(/\/$/, '');
}
