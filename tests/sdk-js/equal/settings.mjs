import { ask, call } from './call.mjs';

const schema = {
  type: 'object', properties: { name: { type: 'string' }, age: { type: 'integer' } }, required: ['name', 'age'], additionalProperties: false,
};

export const settings = [
  call('schema', (say) => ask(say('Invent a person'), {
    chat: { response_format: { type: 'json_schema', json_schema: { name: 'person', strict: true, schema } } },
    responses: { text: { format: { type: 'json_schema', name: 'person', strict: true, schema } } },
    messages: { output_config: { format: { type: 'json_schema', schema } } },
    gemini: { config: { responseMimeType: 'application/json', responseJsonSchema: schema } },
    cohere: { responseFormat: { type: 'json_object', jsonSchema: schema } },
    mistral: { responseFormat: { type: 'json_schema', jsonSchema: { name: 'person', strict: true, schemaDefinition: schema } } },
  })),
  call('json', (say) => ask(say('Invent a person in JSON'), {
    chat: { response_format: { type: 'json_object' } },
    responses: { text: { format: { type: 'json_object' } } },
    gemini: { config: { responseMimeType: 'application/json' } },
    cohere: { responseFormat: { type: 'json_object' } },
    mistral: { responseFormat: { type: 'json_object' } },
  })),
  call('stop', (say) => ask(say('Count'), {
    chat: { stop: ['three', 'four'] }, messages: { stop_sequences: ['three', 'four'] }, gemini: { config: { stopSequences: ['three', 'four'] } },
    cohere: { stopSequences: ['three', 'four'] }, mistral: { stop: ['three', 'four'] },
  })),
  call('temperature', (say) => ask(say('Hello'), {
    chat: { temperature: 0.3 }, responses: { temperature: 0.3 }, messages: { temperature: 0.3 }, gemini: { config: { temperature: 0.3 } }, cohere: { temperature: 0.3 }, mistral: { temperature: 0.3 },
  })),
  call('top-p', (say) => ask(say('Hello'), {
    chat: { top_p: 0.9 }, responses: { top_p: 0.9 }, messages: { top_p: 0.9 }, gemini: { config: { topP: 0.9 } }, cohere: { p: 0.9 }, mistral: { topP: 0.9 },
  })),
  call('top-k', (say) => ask(say('Hello'), { messages: { top_k: 20 }, gemini: { config: { topK: 20 } }, cohere: { k: 20 } })),
  call('penalty', (say) => ask(say('Hello'), {
    chat: { frequency_penalty: 0.5 }, gemini: { config: { frequencyPenalty: 0.5 } }, cohere: { frequencyPenalty: 0.5 }, mistral: { frequencyPenalty: 0.5 },
  })),
  call('seed', (say) => ask(say('Hello'), { chat: { seed: 7 }, gemini: { config: { seed: 7 } }, cohere: { seed: 7 }, mistral: { randomSeed: 7 } })),
  call('logprobs', (say) => ask(say('Hello'), {
    chat: { logprobs: true, top_logprobs: 2 }, gemini: { config: { responseLogprobs: true, logprobs: 2 } },
  })),
  call('choices', (say) => ask(say('Hello'), { chat: { n: 2 }, gemini: { config: { candidateCount: 2 } }, mistral: { n: 2 } })),
  call('effort', (say) => ask(say('Why?'), {
    chat: { reasoning_effort: 'low' }, responses: { reasoning: { effort: 'low' } }, messages: { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } },
    gemini: { config: { thinkingConfig: { thinkingLevel: 'LOW' } } },
  })),
  call('high-effort', (say) => ask(say('Why?'), {
    chat: { reasoning_effort: 'high' }, responses: { reasoning: { effort: 'high' } }, messages: { thinking: { type: 'adaptive' }, output_config: { effort: 'high' } },
    gemini: { config: { thinkingConfig: { thinkingLevel: 'HIGH' } } }, mistral: { reasoningEffort: 'high' },
  })),
  call('budget', (say) => ask(say('Why?'), {
    messages: { thinking: { type: 'enabled', budget_tokens: 2000 } }, gemini: { config: { thinkingConfig: { thinkingBudget: 2000, includeThoughts: true } } },
    cohere: { thinking: { type: 'enabled', tokenBudget: 2000 } },
  })),
  call('no-reasoning', (say) => ask(say('Why?'), {
    chat: { reasoning_effort: 'none' }, responses: { reasoning: { effort: 'none' } }, messages: { thinking: { type: 'disabled' } },
    gemini: { config: { thinkingConfig: { thinkingBudget: 0 } } }, cohere: { thinking: { type: 'disabled' } }, mistral: { reasoningEffort: 'none' },
  })),
  call('end-user', (say) => ask(say('Hello'), {
    chat: { safety_identifier: 'user-7' }, responses: { safety_identifier: 'user-7' }, messages: { metadata: { user_id: 'user-7' } },
  })),
  call('labels', (say) => ask(say('Hello'), { chat: { metadata: { team: 'blue' } }, responses: { metadata: { team: 'blue' } }, mistral: { metadata: { team: 'blue' } } })),
  call('cache-marks', (say) => {
    const [hour, minutes] = [{ type: 'ephemeral', ttl: '1h' }, { type: 'ephemeral' }];
    const system = [{ type: 'text', text: 'Be brief.', cache_control: hour }];
    const user = { role: 'user', content: [{ type: 'text', text: say('Read this'), cache_control: minutes }, { type: 'text', text: 'Well?' }] };
    return ask('', { chat: { messages: [{ role: 'system', content: system }, user] }, messages: { system, messages: [user] } });
  }),
  call('cache-key', (say) => ask(say('Hello'), { chat: { prompt_cache_key: 'blue' }, responses: { prompt_cache_key: 'blue' } })),
];
