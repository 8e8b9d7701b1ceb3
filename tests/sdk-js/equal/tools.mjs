import { ask, call } from './call.mjs';

const parameters = {
  type: 'object', properties: { city: { type: 'string', description: 'The city' } }, required: ['city'], additionalProperties: false,
};
const functions = ['get_weather', 'get_time'].map((name) => ({ name, description: `Tells: ${name}`, parameters }));

const [one, two] = [functions.slice(0, 1), functions].map((all) => ({
  chat: { tools: all.map((each) => ({ type: 'function', function: each })) },
  responses: { tools: all.map((each) => ({ type: 'function', ...each, strict: null })) },
  messages: { tools: all.map(({ name, description }) => ({ name, description, input_schema: parameters })) },
  gemini: { tools: [{ functionDeclarations: all.map(({ name, description }) => ({ name, description, parametersJsonSchema: parameters })) }] },
  cohere: { tools: all.map((each) => ({ type: 'function', function: each })) },
  mistral: { tools: all.map((each) => ({ type: 'function', function: each })) },
}));

const both = '[[tool:get_weather {"city":"Oslo"}]] [[tool:get_time {"city":"Rome"}]]';

/** A call with tools, and what each form says beyond them; what a form does not name it cannot say. */
const asked = (text, given, more, rest) => {
  const forms = Object.keys(given).filter((form) => !more || form in more);
  return ask(text, {
    ...rest,
    ...Object.fromEntries(forms.map((form) => [form, form === 'gemini'
      ? { config: { ...given.gemini, ...more?.gemini } } : { ...given[form], ...more?.[form] }])),
  });
};

const calling = (mode, allowedFunctionNames) => ({ toolConfig: { functionCallingConfig: { mode, allowedFunctionNames } } });

export const tools = [
  call('tools', (say) => asked(say('Hello'), two)),
  call('tool-results', (say) => asked(say('[[tool:get_weather {"city":"Oslo \\"Ø\\""}]]'), one, null, { results: ['Rain'] })),
  call('parallel-tools', (say) => asked(say(both), two, null, { results: ['Rain', '12:30'] })),

  call('tool-auto', (say) => asked(say('Hello'), two, {
    chat: { tool_choice: 'auto' }, responses: { tool_choice: 'auto' }, messages: { tool_choice: { type: 'auto' } }, gemini: calling('AUTO'), cohere: {}, mistral: { toolChoice: 'auto' },
  })),
  call('tool-required', (say) => asked(say('Hello'), two, {
    chat: { tool_choice: 'required' }, responses: { tool_choice: 'required' }, messages: { tool_choice: { type: 'any' } }, gemini: calling('ANY'), cohere: { toolChoice: 'REQUIRED' }, mistral: { toolChoice: 'required' },
  })),
  call('tool-none', (say) => asked(say('Hello'), two, {
    chat: { tool_choice: 'none' }, responses: { tool_choice: 'none' }, messages: { tool_choice: { type: 'none' } }, gemini: calling('NONE'), cohere: { toolChoice: 'NONE' }, mistral: { toolChoice: 'none' },
  })),
  call('tool-named', (say) => asked(say('Hello'), two, {
    chat: { tool_choice: { type: 'function', function: { name: 'get_time' } } }, responses: { tool_choice: { type: 'function', name: 'get_time' } },
    messages: { tool_choice: { type: 'tool', name: 'get_time' } }, gemini: calling('ANY', ['get_time']),
    // Cohere names no tool: only this one is offered.
    cohere: { tools: two.cohere.tools.slice(1), toolChoice: 'REQUIRED' },
    mistral: { toolChoice: { type: 'function', function: { name: 'get_time' } } },
  })),
  call('one-tool-at-a-time', (say) => asked(say('Hello'), two, {
    chat: { tool_choice: 'auto', parallel_tool_calls: false }, responses: { tool_choice: 'auto', parallel_tool_calls: false }, messages: { tool_choice: { type: 'auto', disable_parallel_tool_use: true } }, mistral: { toolChoice: 'auto', parallelToolCalls: false },
  })),
];
