import { CohereClientV2 } from 'cohere-ai';
import { baseURL, compare, key } from './equal.mjs';

const cohere = new CohereClientV2({ token: key, baseUrl: baseURL('/cohere') });
const models = { image: 'command-a-vision-07-2025', budget: 'command-a-reasoning-08-2025', 'no-reasoning': 'command-a-reasoning-08-2025' };

compare({
  provider: 'cohere',
  wire: 'cohere',
  model: (call) => models[call] ?? 'command-a-03-2025',
  async send(body, stream) {
    if (!stream) return cohere.chat(body, { maxRetries: 0 });
    for await (const _ of await cohere.chatStream(body, { maxRetries: 0 }));
  },
});
