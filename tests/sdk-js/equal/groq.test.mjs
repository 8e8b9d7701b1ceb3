import Groq from 'groq-sdk';
import OpenAI from 'openai';
import { baseURL, compare, key, sender } from './equal.mjs';
import { named } from './meant.mjs';

const groq = new Groq({ apiKey: key, baseURL: baseURL('/groq'), maxRetries: 0 });
const qwen = ['image', 'image-address', 'no-reasoning'];
const model = (call) => (qwen.includes(call) ? 'qwen/qwen3.8-27b' : 'openai/gpt-oss-20b');

compare({
  provider: 'groq',
  wire: 'chat',
  model,
  dialects: ['chat', 'messages'],
  send: sender((body) => groq.chat.completions.create(body)),
  change: { 'end-user': ({ safety_identifier: user, ...body }) => ({ ...body, user }) },
  skip: {
    pdf: 'Groq takes no documents', audio: 'nor sound', 'cache-marks': 'nor marks', logprobs: 'nor gives log probabilities', choices: 'nor several answers', 'cache-key': 'nor takes a cache key',
    'end-user chat': 'passed through without what Groq refuses',
  },
  meant: [
    named,
    { at: /^body\.(frequency_penalty|metadata)$/, calls: /chat$/, why: 'Groq takes them and does nothing about them; the gateway leaves them out and says so' },
  ],
});

// Its own SDK has no responses; for them Groq names OpenAI's.
const openai = new OpenAI({ apiKey: key, maxRetries: 0, baseURL: baseURL('/groq/openai/v1') });

compare({ provider: 'groq', wire: 'responses', model, dialects: ['responses'], send: sender((body) => openai.responses.create(body)), skip: { pdf: 'Groq takes no documents' } });
