import OpenAI from 'openai';
import { baseURL, compare, key, sender } from './equal.mjs';
import { asked, named } from './meant.mjs';

const openai = new OpenAI({ apiKey: key, maxRetries: 0, baseURL: baseURL('/cerebras/v1') });

compare({
  provider: 'cerebras',
  wire: 'chat',
  model: () => 'qwen-3.8-27b',
  send: sender((body) => openai.chat.completions.create(body)),
  change: { 'end-user': ({ safety_identifier: user, ...body }) => ({ ...body, user }) },
  skip: {
    pdf: 'Cerebras takes no documents', audio: 'nor sound', 'cache-marks': 'nor marks', choices: 'nor gives several answers', labels: 'nor takes labels',
    'end-user chat': 'passed through without what Cerebras refuses',
  },
  meant: [asked, named],
});
