import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, client, model } from './gateway.mjs';

const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };

test('runTools calls functions in parallel, over several turns, until there is an answer', async () => {
  const called = [];
  const runner = client().chat.completions.runTools({
    model,
    messages: ask('[[tool:get_weather {"city":"Rome"}]] [[tool:get_time {"city":"Oslo"}]]'),
    tools: ['get_weather', 'get_time'].map((name) => ({
      type: 'function',
      function: {
        name, parameters, parse: JSON.parse, description: name,
        function: ({ city }) => {
          called.push(`${name} ${city}`);
          return `fine in ${city}`;
        },
      },
    })),
  });
  const answer = await runner.finalContent();
  assert.deepEqual(called.sort(), ['get_time Oslo', 'get_weather Rome']);
  assert.match(answer, /fine in Rome/);
  assert.match(answer, /fine in Oslo/);
});

test('runTools works on streams as well', async () => {
  const called = [];
  const runner = client().chat.completions.runTools({
    model, stream: true,
    messages: ask('[[tool:get_weather {"city":"Lima"}]]'),
    tools: [{ type: 'function', function: { name: 'get_weather', parameters, parse: JSON.parse, description: '', function: ({ city }) => { called.push(city); return 'rain'; } } }],
  });
  assert.match(await runner.finalContent(), /rain/);
  assert.deepEqual(called, ['Lima']);
});

test('a forced tool is called', async () => {
  const answer = await client().chat.completions.create({
    model, messages: ask('Hello'), tool_choice: { type: 'function', function: { name: 'greet' } },
    tools: [{ type: 'function', function: { name: 'greet', parameters } }],
  });
  const [call] = answer.choices[0].message.tool_calls;
  assert.equal(call.function.name, 'greet');
  assert.equal(typeof JSON.parse(call.function.arguments).city, 'string');
});
