/** A call whose texts begin with what it is found by in the Simulator's log. */
export function call(name, make) {
  const marker = `equal-${name}:`;
  return { name, marker, ...make((words) => `${marker} ${words}`) };
}

/** The forms of one question; everything else is the same as in `more`. */
export function ask(text, more) {
  const messages = [{ role: 'user', content: text }];
  const { chat, responses, messages: claude, gemini, cohere, mistral } = more;
  return {
    ...more,
    ...(chat && { chat: { messages, max_completion_tokens: 4000, ...chat } }),
    ...(responses && { responses: { input: text, max_output_tokens: 4000, ...responses } }),
    ...(claude && { messages: { messages, max_tokens: 4000, ...claude } }),
    ...(gemini && { gemini: { contents: text, ...gemini, config: { maxOutputTokens: 4000, ...gemini.config } } }),
    ...(cohere && { cohere: { messages, maxTokens: 4000, ...cohere } }),
    ...(mistral && { mistral: { messages, maxTokens: 4000, ...mistral } }),
  };
}
