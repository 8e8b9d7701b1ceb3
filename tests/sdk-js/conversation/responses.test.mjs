import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { ask, client, pixel, record, seen, withoutIds } from './gateway.mjs';
import { foreign, pick, providers } from './models.mjs';

const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
const tools = ['get_weather', 'get_time'].map((name) => ({ type: 'function', name, description: name, parameters: city, strict: true }));
const callsOf = (response) => response.output.filter((item) => item.type === 'function_call');

// Elsewhere such tools are functions of one text.
const takesPlainText = ['openai', 'openrouter', 'groq'];

// As the wire says it: what the SDK's helper adds to items, OpenAI itself refuses to take back.
async function streamed(body) {
  let last;
  for await (const event of await client().responses.create({ ...body, stream: true })) last = event;
  const { response } = last;
  const parts = response.output.filter((item) => item.type === 'message').flatMap((item) => item.content);
  return { ...response, output_text: parts.map((part) => part.text).join('') };
}

for (const provider of providers) {
  test(`${provider}: a response comes whole, with its usage, and is recorded`, async () => {
    const { data, response } = await client().responses.create({ model: pick(provider), input: '[[say:Grüße aus Köln 🌷]]', instructions: 'Be brief.' }).withResponse();
    assert.equal(data.output_text, 'Grüße aus Köln 🌷');
    assert.deepEqual([data.object, data.status, data.error, data.incomplete_details, data.instructions], ['response', 'completed', null, null, 'Be brief.']);
    assert.equal(data.usage.total_tokens, data.usage.input_tokens + data.usage.output_tokens);
    assert.equal(response.headers.get('x-hybridai-provider'), provider);
    const recorded = await record(data._request_id);
    // Cohere bills less than it counts.
    if (provider !== 'cohere') assert.deepEqual([recorded.usage.totalInput, recorded.usage.totalOutput], [data.usage.input_tokens, data.usage.output_tokens]);
  });

  test(`${provider}: the final response of a stream is the one that comes in one piece`, async () => {
    const bodies = [
      { model: pick(provider), input: '[[words:30]]' },
      { model: pick(provider, 'tools'), tools, input: '[[tool:get_weather {"city":"Rome"}]] [[tool:get_time {"city":"Oslo"}]]' },
      { model: pick(provider, 'tools'), tools: tools.map((tool) => ({ ...tool, strict: false })), input: '[[say:Let me see]] [[tool:get_time {"city":"Oslo"}]]' },
      { model: pick(provider, 'reasoning'), reasoning: { effort: 'high', summary: 'auto' }, input: 'Compare tea and coffee' },
      { model: pick(provider), input: '[[words:60]]', max_output_tokens: 20 },
    ];
    for (const body of bodies) {
      const whole = await client().responses.create(body);
      const heard = [];
      const folded = await client().responses.stream(body).on('response.output_text.delta', ({ delta }) => heard.push(delta)).finalResponse();
      assert.deepEqual(withoutIds(folded), withoutIds(whole));
      assert.equal(heard.join(''), whole.output_text);
    }
  });

  test(`${provider}: tools are called in parallel, and answered over several turns`, async () => {
    const model = pick(provider, 'tools');
    const input = ask('[[tool:get_weather {"city":"Rome"}]] [[tool:get_time {"city":"Oslo"}]]');
    const first = await client().responses.create({ model, tools, input });
    assert.deepEqual(callsOf(first).map((call) => [call.name, JSON.parse(call.arguments).city]), [['get_weather', 'Rome'], ['get_time', 'Oslo']]);
    input.push(...first.output, ...callsOf(first).map((call, i) => ({ type: 'function_call_output', call_id: call.call_id, output: i ? 'noon' : 'sunny' })));
    const second = await streamed({ model, tools, input });
    assert.match(second.output_text, /sunny[^]*noon/);
    input.push(...second.output, ...ask('[[tool:get_time {"city":"Lima"}]]'));
    const third = await client().responses.create({ model, tools, input });
    const [call] = callsOf(third);
    assert.deepEqual([call.name, JSON.parse(call.arguments).city], ['get_time', 'Lima']);
    input.push(...third.output, { type: 'function_call_output', call_id: call.call_id, output: 'midnight' });
    assert.match((await client().responses.create({ model, tools, input })).output_text, /midnight/);
  });

  test(`${provider}: parse gives what a zod schema describes, whole and streamed`, async () => {
    const schema = z.object({ city: z.string(), degrees: z.number().int(), sky: z.enum(['clear', 'cloudy']), days: z.array(z.object({ name: z.string() })) });
    const body = { model: pick(provider, 'structured_output'), input: 'The weather in Lisbon?', text: { format: zodTextFormat(schema, 'weather') } };
    const { output_parsed: whole } = await client().responses.parse(body);
    assert.deepEqual(schema.parse(whole), whole);
    const { output_parsed: folded } = await client().responses.stream(body).finalResponse();
    assert.deepEqual(folded, whole);
  });

  test(`${provider}: reasoning is carried to the next turn`, async () => {
    const request = { model: pick(provider, 'reasoning', 'tools'), store: false, include: ['reasoning.encrypted_content'], reasoning: { effort: 'medium', summary: 'auto' }, tools };
    const input = ask(`js-reasoning-${provider} [[tool:get_weather {"city":"Lima"}]]`);
    const first = await client().responses.create({ ...request, input });
    assert.deepEqual(first.output.filter((item) => item.type !== 'message').map((item) => item.type), ['reasoning', 'function_call']);
    const { output_tokens, output_tokens_details: { reasoning_tokens } } = first.usage;
    // Cohere and Mistral do not count their reasoning apart.
    assert.ok(['cohere', 'mistral'].includes(provider) ? output_tokens > 0 : reasoning_tokens > 0 && reasoning_tokens < output_tokens);
    const [call] = callsOf(first);
    input.push(...first.output, { type: 'function_call_output', call_id: call.call_id, output: 'rain' });
    const second = await client().responses.create({ ...request, input });
    assert.match(second.output_text, /rain/);
    input.push(...second.output, ...ask('[[say:thanks]]'));
    assert.equal((await client().responses.stream({ ...request, input }).finalResponse()).output_text, 'thanks');
    const requests = await seen(provider, `js-reasoning-${provider}`);
    assert.deepEqual(requests.map((request) => request.status), [200, 200, 200]);
  });

  test(`${provider}: a tool of plain text gets plain text, whole and streamed, and its result goes back`, async () => {
    const body = { model: pick(provider, 'tools'), tools: [{ type: 'custom', name: 'note', description: 'Keeps a note' }] };
    const input = ask(takesPlainText.includes(provider) ? '[[tool:note milk "and" eggs]]' : '[[tool:note {"input":"milk \\"and\\" eggs"}]]');
    const whole = await client().responses.create({ ...body, input });
    const folded = await streamed({ ...body, input });
    for (const response of [whole, folded]) {
      const [call] = response.output.filter((item) => item.type.endsWith('_call'));
      assert.deepEqual([call.type, call.name, call.input], ['custom_tool_call', 'note', 'milk "and" eggs']);
      const next = await client().responses.create({ ...body, input: [...input, ...response.output, { type: 'custom_tool_call_output', call_id: call.call_id, output: 'kept' }] });
      assert.match(next.output_text, /kept/);
    }
  });
}

for (const provider of ['openai', ...foreign]) {
  test(`${provider}: an image is seen`, async () => {
    const content = [{ type: 'input_text', text: `js-responses-image-${provider} What is this?` }, { type: 'input_image', image_url: `data:image/png;base64,${pixel}`, detail: 'auto' }];
    const response = await client().responses.create({ model: pick(provider, 'image'), input: ask(content) });
    assert.equal(response.status, 'completed');
    const [request] = await seen(provider, `js-responses-image-${provider}`);
    assert.ok(request.body.includes(pixel));
  });
}

test('an incomplete response says why', async () => {
  for (const provider of foreign) {
    const response = await client().responses.create({ model: pick(provider), input: '[[words:80]]', max_output_tokens: 20 });
    assert.deepEqual([response.status, response.incomplete_details], ['incomplete', { reason: 'max_output_tokens' }], provider);
  }
});
