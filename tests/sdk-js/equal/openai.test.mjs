import OpenAI from 'openai';
import { baseURL, compare, key, sender } from './equal.mjs';
import { asked, named } from './meant.mjs';

const openai = new OpenAI({ apiKey: key, maxRetries: 0, baseURL: baseURL('/openai/v1') });
const older = ['stop', 'temperature', 'top-p', 'penalty', 'logprobs'];
const model = (call) => (call === 'audio' ? 'gpt-audio-mini' : call === 'pdf' ? 'gpt-5.5' : older.includes(call) ? 'gpt-4.1-mini' : 'gpt-5.4-mini');

compare({
  provider: 'openai', wire: 'chat', model, dialects: ['chat', 'messages'],
  send: sender((body) => openai.chat.completions.create(body)),
  skip: { 'cache-marks': 'the marks of OpenAI are others' },
  meant: [
    asked,
    named,
    { at: /^body\.messages\[1\]\.(refusal|annotations)$/, calls: /messages$/, why: 'an answer that refuses and cites nothing says so by null and []; messages has neither' },
  ],
});

compare({
  provider: 'openai', wire: 'responses', model, dialects: ['responses'],
  send: sender((body) => openai.responses.create(body)),
});
