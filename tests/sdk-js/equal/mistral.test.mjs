import { Mistral } from '@mistralai/mistralai';
import { baseURL, compare, key } from './equal.mjs';
import { named } from './meant.mjs';

const mistral = new Mistral({ apiKey: key, serverURL: baseURL('/mistral') });

compare({
  provider: 'mistral',
  wire: 'mistral',
  model: () => 'mistral-medium-2604',
  async send(body, stream) {
    if (!stream) return mistral.chat.complete(body);
    for await (const _ of await mistral.chat.stream(body));
  },
  skip: { 'pdf chat': 'passed through, and a file is no part that Mistral takes' },
  meant: [
    named,
    { at: /^body\.stream$/, why: 'the SDK writes out false, which is the default' },
    { at: /^body\.messages\[1\]\.prefix$/, why: 'the same' },
    { at: /^body\.messages\[1\]\.tool_calls\[\d\]\.index$/, why: 'the SDK writes out 0, which is the default' },
    { at: /^body\.messages\[\d\]\.name$/, calls: /-(results|tools) chat$/, why: 'passed through, and the dialect has no name there; the API does not demand it' },
    { at: /^body\.messages\[1\]\.content$/, calls: /-(results|tools) (responses|messages)$/, why: 'an answer of calls alone is told as without a text; null means the same as the empty one' },
  ],
});
