import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { ask, client, pixel, reset, script, seen, withoutIds } from './gateway.mjs';
import { foreign, pick } from './models.mjs';

const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
const tools = ['get_weather', 'get_time'].map((name) => ({ type: 'function', function: { name, description: name, parameters } }));

for (const provider of foreign) {
  test(`${provider}: a completion comes whole, and its stream amounts to it`, async () => {
    const bodies = [
      { model: pick(provider), messages: [{ role: 'system', content: 'Be brief.' }, ...ask('[[words:30]]')] },
      { model: pick(provider, 'tools'), tools, messages: ask('[[tool:get_weather {"city":"Rome"}]] [[tool:get_time {"city":"Oslo"}]]') },
      { model: pick(provider, 'reasoning'), reasoning_effort: 'low', messages: ask('Compare tea and coffee') },
      { model: pick(provider), messages: ask('[[words:60]]'), max_completion_tokens: 20 },
    ];
    const finishes = [];
    for (const body of bodies) {
      const whole = await client().chat.completions.create(body);
      const heard = [];
      const stream = client().chat.completions.stream({ ...body, stream_options: { include_usage: true } });
      stream.on('content', (delta) => heard.push(delta));
      const folded = await stream.finalChatCompletion();
      // The helper leaves both out of what it folds.
      for (const { choices } of [whole, folded]) for (const { message } of choices) for (const name of ['reasoning_details', 'annotations']) delete message[name];
      const plain = ({ choices, usage, model }) => ({
        model, usage, choices: withoutIds(choices).map(({ message: { content, refusal, tool_calls = [] }, finish_reason, index }) => ({ content: content ?? '', refusal, tool_calls, finish_reason, index })),
      });
      assert.deepEqual(plain(folded), plain(whole));
      assert.equal(heard.join(''), whole.choices[0].message.content ?? '');
      assert.equal(whole.usage.total_tokens, whole.usage.prompt_tokens + whole.usage.completion_tokens);
      finishes.push(whole.choices[0].finish_reason);
    }
    assert.deepEqual(finishes, ['stop', 'tool_calls', 'stop', 'length']);
  });

  test(`${provider}: runTools calls functions in parallel, whole and streamed`, async () => {
    for (const stream of [false, true]) {
      const called = [];
      const runner = client().chat.completions.runTools({
        model: pick(provider, 'tools'), stream, messages: ask('[[tool:get_weather {"city":"Rome"}]] [[tool:get_time {"city":"Oslo"}]]'),
        tools: ['get_weather', 'get_time'].map((name) => ({
          type: 'function',
          function: { name, description: name, parameters, parse: JSON.parse, function: ({ city }) => { called.push(`${name} ${city}`); return `fine in ${city}`; } },
        })),
      });
      assert.match(await runner.finalContent(), /fine in Rome[^]*fine in Oslo/);
      assert.deepEqual(called.sort(), ['get_time Oslo', 'get_weather Rome']);
    }
  });

  test(`${provider}: a model that reasons calls tools over several turns`, async () => {
    const request = { model: pick(provider, 'reasoning', 'tools'), reasoning_effort: 'high', tools };
    const messages = ask(`js-chat-reasoning-${provider} [[tool:get_weather {"city":"Lima"}]]`);
    const first = await client().chat.completions.create({ ...request, messages });
    const { message } = first.choices[0];
    messages.push(message, { role: 'tool', tool_call_id: message.tool_calls[0].id, content: 'rain' });
    const second = await client().chat.completions.create({ ...request, messages });
    assert.match(second.choices[0].message.content, /rain/);
    messages.push(second.choices[0].message, ...ask('[[say:thanks]]'));
    assert.equal((await client().chat.completions.create({ ...request, messages })).choices[0].message.content, 'thanks');
    assert.deepEqual((await seen(provider, `js-chat-reasoning-${provider}`)).map((request) => request.status), [200, 200, 200]);
  });

  test(`${provider}: parse gives what a zod schema describes`, async () => {
    const schema = z.object({ city: z.string(), degrees: z.number().int(), sky: z.enum(['clear', 'cloudy']) });
    const body = { model: pick(provider, 'structured_output'), messages: ask('The weather in Lisbon?'), response_format: zodResponseFormat(schema, 'weather') };
    const { choices: [{ message }] } = await client().chat.completions.parse(body);
    assert.deepEqual(schema.parse(message.parsed), message.parsed);
    assert.deepEqual((await client().chat.completions.stream(body).finalChatCompletion()).choices[0].message.parsed, message.parsed);
  });

  test(`${provider}: an image is seen`, async () => {
    const content = [{ type: 'text', text: `js-chat-image-${provider}` }, { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}` } }];
    const answer = await client().chat.completions.create({ model: pick(provider, 'image'), messages: ask(content) });
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.ok((await seen(provider, `js-chat-image-${provider}`))[0].body.includes(pixel));
  });

  test(`${provider}: several choices come where the provider has them, else they are refused`, async () => {
    const asked = client().chat.completions.create({ model: pick(provider), n: 2, messages: ask('[[words:5]]') });
    if (provider === 'gemini') assert.deepEqual((await asked).choices.map((choice) => choice.index), [0, 1]);
    else await assert.rejects(asked, (error) => error instanceof OpenAI.BadRequestError && error.param === 'n');
  });

  test(`${provider}: an error keeps its class, and retries overcome it`, async () => {
    const id = pick(provider).slice(provider.length + 1);
    await script(provider, { models: { [id]: { errors: [{ kind: 'rateLimit', count: 1, retryAfterSeconds: 1 }] } } });
    try {
      const go = (options) => client(options).chat.completions.create({ model: pick(provider), messages: ask('[[say:again]]') });
      await assert.rejects(go(), OpenAI.RateLimitError);
      await script(provider, { models: { [id]: { errors: [{ kind: 'overloaded', count: 1 }] } } });
      assert.equal((await go({ maxRetries: 2 })).choices[0].message.content, 'again');
    } finally {
      await reset(provider);
    }
  });
}
