import assert from 'node:assert/strict';
import { test } from 'node:test';
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { z } from 'zod';
import { anthropic, textOf } from './anthropic.mjs';
import { ask, pixel, record, seen, withoutIds } from './gateway.mjs';
import { pick, providers } from './models.mjs';

const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
const tools = ['get_weather', 'get_time'].map((name) => ({ name, description: name, input_schema: city }));
const sdk = anthropic();

for (const provider of providers) {
  test(`${provider}: a message comes whole, with its usage, and is recorded`, async () => {
    const { data, response, request_id } = await sdk.messages
      .create({ model: pick(provider), max_tokens: 4000, system: 'Be brief.', messages: ask('[[say:Grüße aus Köln 🌷]]') }).withResponse();
    assert.equal(textOf(data), 'Grüße aus Köln 🌷');
    assert.deepEqual([data.type, data.role, data.stop_reason, data.stop_sequence], ['message', 'assistant', 'end_turn', null]);
    assert.ok(data.usage.input_tokens > 0 && data.usage.output_tokens > 0);
    assert.equal(response.headers.get('x-hybridai-provider'), provider);
    const recorded = await record(response.headers.get('x-hybridai-request-id'));
    assert.equal(recorded.outcome, 'succeeded');
    if (provider !== 'cohere') assert.deepEqual([recorded.usage.totalInput, recorded.usage.totalOutput], [data.usage.input_tokens, data.usage.output_tokens]);
    assert.ok(request_id);
  });

  test(`${provider}: the final message of a stream is the one that comes in one piece`, async () => {
    const bodies = [
      { model: pick(provider), max_tokens: 4000, messages: ask('[[words:30]]') },
      { model: pick(provider, 'tools'), max_tokens: 4000, tools, messages: ask('[[tool:get_weather {"city":"Rome"}]] [[tool:get_time {"city":"Oslo"}]]') },
      { model: pick(provider, 'tools'), max_tokens: 4000, tools: [{ name: 'ping', input_schema: { type: 'object' } }], messages: ask('[[say:Now]] [[tool:ping {}]]') },
      { model: pick(provider, 'reasoning'), max_tokens: 4000, output_config: { effort: 'low' }, messages: ask('Compare tea and coffee') },
      { model: pick(provider), max_tokens: 20, messages: ask('[[words:60]]') },
    ];
    for (const body of bodies) {
      const whole = await sdk.messages.create(body);
      const heard = [];
      const folded = await sdk.messages.stream(body).on('text', (delta) => heard.push(delta)).finalMessage();
      assert.deepEqual(withoutIds(folded), withoutIds(whole));
      assert.equal(heard.join(''), textOf(whole));
    }
  });

  // The runner asks for a conversation that the server holds. The Simulator's Anthropic holds none; for others the gateway says so, and the runner goes on without.
  test(`${provider}: the tool runner calls tools over several turns`, async () => {
    const called = [];
    const runnable = ['get_weather', 'get_time'].map((name) => betaZodTool({
      name, description: name, inputSchema: z.object({ city: z.string() }),
      run: (input) => {
        called.push(`${name} ${input.city}`);
        return `fine in ${input.city}`;
      },
    }));
    const last = await sdk.beta.messages.toolRunner({
      model: pick(provider, 'tools'), max_tokens: 4000, tools: runnable, ...(provider === 'anthropic' && { thread: false }), messages: ask('[[tool:get_weather {"city":"Rome"}]] [[tool:get_time {"city":"Oslo"}]]'),
    });
    assert.deepEqual(called.sort(), ['get_time Oslo', 'get_weather Rome']);
    assert.match(textOf(last), /fine in Rome[^]*fine in Oslo/);
  });

  test(`${provider}: thinking goes round with its signature`, async () => {
    const model = pick(provider, 'reasoning', 'tools');
    const request = { model, max_tokens: 8000, thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'high' }, tools };
    const messages = ask(`js-thinking-${provider} [[tool:get_weather {"city":"Lima"}]]`);
    const first = await sdk.messages.create({ ...request, messages });
    // OpenAI's chat does not show what its models think.
    const shown = first.content.filter((block) => block.type.endsWith('thinking'));
    assert.equal(shown.length > 0, provider !== 'openai');
    const call = first.content.find((block) => block.type === 'tool_use');
    messages.push({ role: 'assistant', content: first.content }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: 'rain' }] });
    const second = await sdk.messages.stream({ ...request, messages }).finalMessage();
    assert.match(textOf(second), /rain/);
    messages.push({ role: 'assistant', content: second.content }, ...ask('[[say:thanks]]'));
    assert.equal(textOf(await sdk.messages.create({ ...request, messages })), 'thanks');
    const requests = await seen(provider, `js-thinking-${provider}`);
    assert.deepEqual(requests.map((request) => request.status), [200, 200, 200]);
    if (provider === 'anthropic') assert.ok(shown[0].signature && requests[0].body.includes(shown[0].signature));
  });

  test(`${provider}: parse gives what a zod schema describes, whole and streamed`, async () => {
    const schema = z.object({ city: z.string(), degrees: z.number().int(), sky: z.enum(['clear', 'cloudy']) });
    const body = { model: pick(provider, 'structured_output'), max_tokens: 4000, messages: ask('The weather in Lisbon?'), output_config: { format: zodOutputFormat(schema) } };
    const { parsed_output: whole } = await sdk.messages.parse(body);
    assert.deepEqual(schema.parse(whole), whole);
    assert.deepEqual((await sdk.messages.stream(body).finalMessage()).parsed_output, whole);
  });

  test(`${provider}: a choice of tools holds`, async () => {
    const go = (tool_choice, content) => sdk.messages.create({ model: pick(provider, 'tools', 'forced_tools'), max_tokens: 4000, tools, tool_choice, messages: ask(content) });
    const forced = await go({ type: 'tool', name: 'get_time' }, 'Hello');
    const [call] = forced.content.filter((block) => block.type === 'tool_use');
    assert.deepEqual([call.name, typeof call.input.city, forced.stop_reason], ['get_time', 'string', 'tool_use']);
    assert.equal((await go({ type: 'any' }, 'Hello')).stop_reason, 'tool_use');
    assert.equal((await go({ type: 'none' }, '[[tool:get_time {"city":"Oslo"}]] [[say:no]]')).stop_reason, 'end_turn');
  });
}

for (const provider of ['anthropic', 'openai', 'gemini', 'cohere']) {
  test(`${provider}: tokens are counted`, async () => {
    const body = { model: pick(provider), system: 'Be brief.', messages: ask('Tell me about harbours') };
    const { input_tokens } = await sdk.messages.countTokens(body);
    const { usage } = await sdk.messages.create({ ...body, max_tokens: 4000 });
    if (provider === 'anthropic') assert.equal(input_tokens, usage.input_tokens);
    else assert.ok(input_tokens > 0 && Math.abs(input_tokens - usage.input_tokens) < 100, `${input_tokens} and ${usage.input_tokens}`);
  });

  test(`${provider}: an image is seen`, async () => {
    const content = [{ type: 'text', text: `js-messages-image-${provider}` }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: pixel } }];
    const message = await sdk.messages.create({ model: pick(provider, 'image'), max_tokens: 4000, messages: ask(content) });
    assert.equal(message.stop_reason, 'end_turn');
    const [request] = await seen(provider, `js-messages-image-${provider}`);
    assert.ok(request.body.includes(pixel));
  });

  test(`${provider}: every stop reason`, async () => {
    const stop = async (model, content, more) => {
      const { stop_reason, stop_sequence } = await sdk.messages.create({ model, max_tokens: 4000, messages: ask(content), ...more });
      return [stop_reason, stop_sequence];
    };
    assert.deepEqual(await stop(pick(provider), '[[say:done]]'), ['end_turn', null]);
    assert.deepEqual(await stop(pick(provider), '[[words:80]]', { max_tokens: 20 }), ['max_tokens', null]);
    assert.deepEqual(await stop(pick(provider, 'tools'), '[[tool:get_time {"city":"Oslo"}]]', { tools }), ['tool_use', null]);
    // Only Anthropic tells which sequence it was.
    const stopped = ['anthropic'].includes(provider) ? ['stop_sequence', 'STOP'] : ['end_turn', null];
    if (provider !== 'openai') assert.deepEqual(await stop(pick(provider), '[[say:a STOP b]]', { stop_sequences: ['STOP'] }), stopped);
  });
}
