import { ask, call } from './call.mjs';

// One pixel, and the least of a document.
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const paper = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj 3 0 obj<</Type/Page/Parent 2 0 R>>endobj\n%%EOF').toString('base64');

const user = (...content) => ({ messages: [{ role: 'user', content }] });

export const media = [
  call('image', (say) => {
    const [text, url] = [{ type: 'text', text: say('What is it?') }, `data:image/png;base64,${pixel}`];
    return ask('', {
      chat: user(text, { type: 'image_url', image_url: { url } }),
      responses: { input: [{ role: 'user', content: [{ type: 'input_text', text: text.text }, { type: 'input_image', image_url: url }] }] },
      messages: user(text, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: pixel } }),
      gemini: { contents: [{ role: 'user', parts: [{ text: text.text }, { inlineData: { mimeType: 'image/png', data: pixel } }] }] },
      cohere: user(text, { type: 'image_url', imageUrl: { url } }),
      mistral: user(text, { type: 'image_url', imageUrl: { url } }),
    });
  }),

  call('image-address', (say) => {
    const [text, url] = [{ type: 'text', text: say('What is it?') }, 'https://example.com/pixel.png'];
    return ask('', {
      chat: user(text, { type: 'image_url', image_url: { url } }),
      responses: { input: [{ role: 'user', content: [{ type: 'input_text', text: text.text }, { type: 'input_image', image_url: url }] }] },
      messages: user(text, { type: 'image', source: { type: 'url', url } }),
      mistral: user(text, { type: 'image_url', imageUrl: { url } }),
    });
  }),

  call('pdf', (say) => {
    const [text, file_data] = [{ type: 'text', text: say('Sum it up') }, `data:application/pdf;base64,${paper}`];
    return ask('', {
      chat: user(text, { type: 'file', file: { filename: 'paper.pdf', file_data } }),
      responses: { input: [{ role: 'user', content: [{ type: 'input_text', text: text.text }, { type: 'input_file', filename: 'paper.pdf', file_data }] }] },
      messages: user(text, { type: 'document', title: 'paper.pdf', source: { type: 'base64', media_type: 'application/pdf', data: paper } }),
      gemini: { contents: [{ role: 'user', parts: [{ text: text.text }, { inlineData: { mimeType: 'application/pdf', data: paper } }] }] },
    });
  }),

  call('audio', (say) => {
    const [text, data] = [{ type: 'text', text: say('Who speaks?') }, Buffer.alloc(3200).toString('base64')];
    return ask('', {
      chat: user(text, { type: 'input_audio', input_audio: { format: 'wav', data } }),
      gemini: { contents: [{ role: 'user', parts: [{ text: text.text }, { inlineData: { mimeType: 'audio/wav', data } }] }] },
    });
  }),
];
