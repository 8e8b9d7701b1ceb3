import OpenAI from 'openai';
import { baseURL, compare, key, sender } from './equal.mjs';
import { named } from './meant.mjs';

const openai = new OpenAI({ apiKey: key, maxRetries: 0, baseURL: baseURL('/openrouter/api/v1') });

// Passed through, chat keeps OpenAI's own field; OpenRouter's is an object.
const reason = (reasoning) => ({ reasoning_effort, ...body }, dialect) => (dialect === 'chat' ? { reasoning_effort, ...body } : { ...body, reasoning });

const model = (call) => (['temperature', 'top-p', 'audio'].includes(call) ? 'google/gemini-2.5-flash' : 'openai/gpt-5.4-mini');

compare({
  provider: 'openrouter',
  wire: 'chat',
  model,
  dialects: ['chat', 'messages'],
  send: sender((body) => openai.chat.completions.create(body)),
  change: { effort: reason({ effort: 'low' }), 'high-effort': reason({ effort: 'high' }), 'no-reasoning': reason({ enabled: false }) },
  meant: [
    named,
    { at: /^body\.messages\[1\]\.(refusal|reasoning)$/, calls: /messages$/, why: 'says again what reasoning_details say, or that nothing was refused' },
    { at: /^body\.messages\[1\]\.reasoning_details\[\d\]\.(format|index)$/, calls: /messages$/, why: 'optional, and without a place in messages' },
  ],
});

compare({
  provider: 'openrouter',
  wire: 'responses',
  model,
  dialects: ['responses'],
  send: sender((body) => openai.responses.create(body)),
});
