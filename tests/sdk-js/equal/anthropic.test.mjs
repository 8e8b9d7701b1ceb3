import Anthropic from '@anthropic-ai/sdk';
import Anthropic2023 from 'anthropic-sdk-2023';
import { baseURL, compare, key, sender } from './equal.mjs';

const options = { apiKey: key, maxRetries: 0, baseURL: baseURL('/anthropic') };
const send = (anthropic) => sender((body) => anthropic.messages.create(body));

const sampling = ['temperature', 'top-p', 'top-k'];

compare({
  provider: 'anthropic', wire: 'messages', send: send(new Anthropic(options)),
  model: (call) => (call === 'budget' ? 'claude-haiku-4-5-20251001' : 'claude-haiku-5-5'),
  skip: Object.fromEntries(sampling.map((name) => [name, 'the API of today takes no sampling; that of 2023 does, below'])),
  meant: [
    { at: /^key$/, why: 'the API takes a key in either header; the gateway sends it in x-api-key, as its documentation says and the SDK of 2023 does' },
    { at: /\.content\[\d\]\.caller$/, calls: /(chat|responses)$/, why: 'who called a tool has no place in these dialects; without it, it was the model' },
  ],
});

compare({ provider: 'anthropic', wire: 'messages', send: send(new Anthropic2023(options)), model: () => 'claude-haiku-4-5-20251001', only: sampling });
