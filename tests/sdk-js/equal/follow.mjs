// The turn after tool calls, as each API's users write it: the answer as it came, then the results.

const chat = (body, answer, results) => {
  const { message } = answer.choices[0];
  return { ...body, messages: [...body.messages, message, ...message.tool_calls.map(({ id }, i) => ({ role: 'tool', tool_call_id: id, content: results[i] }))] };
};

const responses = (body, answer, results) => {
  const calls = answer.output.filter((item) => item.type === 'function_call');
  const input = typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : body.input;
  return { ...body, input: [...input, ...answer.output, ...calls.map(({ call_id }, i) => ({ type: 'function_call_output', call_id, output: results[i] }))] };
};

const messages = (body, answer, results) => {
  const calls = answer.content.filter((block) => block.type === 'tool_use');
  const content = calls.map(({ id }, i) => ({ type: 'tool_result', tool_use_id: id, content: results[i] }));
  return { ...body, messages: [...body.messages, { role: 'assistant', content: answer.content }, { role: 'user', content }] };
};

const gemini = (body, answer, results) => {
  const { content } = answer.candidates[0];
  const parts = content.parts.filter((part) => part.functionCall)
    .map(({ functionCall: { id, name } }, i) => ({ functionResponse: { id, name, response: { result: results[i] } } }));
  return { ...body, contents: [{ role: 'user', parts: [{ text: body.contents }] }, content, { role: 'user', parts }] };
};

const cohere = (body, { message }, results) => ({
  ...body, messages: [...body.messages, message, ...message.toolCalls.map(({ id }, i) => ({ role: 'tool', toolCallId: id, content: results[i] }))],
});

const mistral = (body, answer, results) => {
  const { message } = answer.choices[0];
  const tools = message.toolCalls.map(({ id, function: { name } }, i) => ({ role: 'tool', toolCallId: id, name, content: results[i] }));
  return { ...body, messages: [...body.messages, message, ...tools] };
};

export const follow = { chat, responses, messages, gemini, cohere, mistral };
