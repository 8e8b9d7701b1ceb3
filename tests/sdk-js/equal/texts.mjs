import { ask, call } from './call.mjs';

const plain = { chat: {}, responses: {}, messages: {}, gemini: {}, cohere: {}, mistral: {} };

const turns = (first, second) => ({
  messages: [{ role: 'user', content: first }, { role: 'assistant', content: 'Blue.' }, { role: 'user', content: second }],
});

export const texts = [
  // The only one without a bound, which messages and Anthropic demand.
  call('bare', (say) => {
    const [text, messages] = [say('Grüße, \\ "Welt"\n🌷'), [{ role: 'user', content: say('Grüße, \\ "Welt"\n🌷') }]];
    return { chat: { messages }, responses: { input: text }, gemini: { contents: text }, cohere: { messages }, mistral: { messages } };
  }),

  call('limit', (say) => ask(say('Hello'), plain)),

  call('system', (say) => {
    const messages = [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: say('Hello') }];
    return ask(say('Hello'), {
      chat: { messages }, responses: { instructions: 'Be brief.' }, messages: { system: 'Be brief.' },
      gemini: { config: { systemInstruction: 'Be brief.' } }, cohere: { messages }, mistral: { messages },
    });
  }),

  call('turns', (say) => {
    const said = turns(say('What is your colour?'), 'Why?');
    return ask('', {
      chat: said, messages: said, cohere: said, mistral: said,
      responses: { input: said.messages },
      gemini: { contents: said.messages.map(({ role, content }) => ({ role: role === 'user' ? role : 'model', parts: [{ text: content }] })) },
    });
  }),
];
