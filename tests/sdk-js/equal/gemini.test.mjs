import { GoogleGenAI } from '@google/genai';
import { baseURL, compare, key } from './equal.mjs';

const ai = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: baseURL('/gemini') } });

compare({
  provider: 'gemini',
  wire: 'gemini',
  model: (call) => (['budget', 'no-reasoning'].includes(call) ? 'gemini-2.5-flash' : 'gemini-3.8-flash'),
  async send(body, stream) {
    if (!stream) return ai.models.generateContent(body);
    for await (const _ of await ai.models.generateContentStream(body));
  },
  meant: [
    { at: /^body\.systemInstruction\.role$/, why: 'the SDK makes it a turn of the user; the API has it without a role' },
    { at: /^body\.generationConfig\.thinkingConfig\.includeThoughts$/, calls: /effort messages$/, why: 'in messages who asks for thinking gets to see it' },
  ],
});
