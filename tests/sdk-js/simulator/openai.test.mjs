import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import OpenAI from 'openai';
import { makeParseableTextFormat } from 'openai/lib/parser';
import { ask, baseURL, billed, eventually, pixel, reset, script, seen, weather } from './simulator.mjs';

const model = 'gpt-4.1-mini';
const thinker = 'gpt-5.4';
const scripted = 'gpt-4o-mini';

const options = { apiKey: 'key-of-tests', maxRetries: 0 };
const client = new OpenAI({ ...options, baseURL: baseURL('/openai/v1') });
const tools = ['get_weather', 'get_time'].map((name) => ({ type: 'function', name, description: name, parameters: weather, strict: true }));

const refused = (promise, message, code, type = OpenAI.BadRequestError) =>
  assert.rejects(promise, (error) => error instanceof type && message.test(error.error.message) && (code === undefined || error.code === code), String(message));

const without = (response) => JSON.parse(JSON.stringify(response, (key, value) => (['id', 'item_id', 'call_id', 'created_at', 'completed_at', '_request_id', 'parsed', 'output_parsed', 'output_text', 'parsed_arguments'].includes(key) ? undefined : value)));

afterEach(() => reset('openai'));

test('a plain response', async () => {
  const response = await client.responses.create({ model, input: '[[say:Grüße 🌷]]', metadata: { a: 'b' }, instructions: 'Be brief.' });
  assert.equal(response.output_text, 'Grüße 🌷');
  assert.match(response.id, /^resp_/);
  assert.deepEqual([response.object, response.status, response.error, response.incomplete_details], ['response', 'completed', null, null]);
  assert.deepEqual([response.instructions, response.metadata, response.store, response.tools], ['Be brief.', { a: 'b' }, true, []]);
  assert.equal(response.usage.total_tokens, response.usage.input_tokens + response.usage.output_tokens);
  const { tokens } = await billed(response.id);
  assert.deepEqual([tokens.input, tokens.output], [response.usage.input_tokens, response.usage.output_tokens]);
});

test('the accumulated stream equals the response in one piece', async () => {
  const bodies = [
    { model, input: 'Compare rivers and lakes' },
    { model: thinker, input: 'Compare tea and coffee', reasoning: { effort: 'high', summary: 'detailed' }, include: ['reasoning.encrypted_content'], store: false },
    { model, input: '[[say:Let me see]] [[tool:get_weather {"city":"Rome"}]] [[tool:get_time {"city":"Oslo"}]]', tools },
    { model, input: '[[tool:note hello there]]', tools: [{ type: 'custom', name: 'note' }] },
    { model, input: '[[words:40]]', max_output_tokens: 16 },
    { model, input: '[[filter]] something' },
    { model, input: '[[refuse]] something' },
    { model, input: '[[say:a b]]', include: ['message.output_text.logprobs'], top_logprobs: 2 },
  ];
  for (const body of bodies) {
    const whole = await client.responses.create(body);
    const folded = await client.responses.stream(body).finalResponse();
    assert.deepEqual(without(folded), without(whole));
  }
});

test('a stream keeps to its grammar', async () => {
  const events = [];
  const stream = await client.responses.create({
    model: thinker, stream: true, tools, reasoning: { effort: 'low', summary: 'auto' }, input: '[[say:Wait]] [[tool:get_time {"city":"Oslo"}]]',
  });
  for await (const event of stream) events.push(event);
  events.forEach((event, i) => assert.equal(event.sequence_number, i));
  const types = events.map((event) => event.type).filter((type, i, all) => !type.endsWith('.delta') || type !== all[i - 1]);
  assert.deepEqual(types, [
    'response.created', 'response.in_progress',
    'response.output_item.added', 'response.reasoning_summary_part.added', 'response.reasoning_summary_text.delta',
    'response.reasoning_summary_text.done', 'response.reasoning_summary_part.done', 'response.output_item.done',
    'response.output_item.added', 'response.content_part.added', 'response.output_text.delta', 'response.output_text.done',
    'response.content_part.done', 'response.output_item.done',
    'response.output_item.added', 'response.function_call_arguments.delta', 'response.function_call_arguments.done', 'response.output_item.done',
    'response.completed',
  ]);
  assert.deepEqual(events.at(-1).response.output.map((item) => item.type), ['reasoning', 'message', 'function_call']);
  assert.equal(events.filter((event) => event.type === 'response.function_call_arguments.delta').map((event) => event.delta).join(''), '{"city":"Oslo"}');
  assert.ok(events.filter((event) => event.type.endsWith('.delta')).every((event) => event.obfuscation.length > 0));
});

test('tools over several turns, by items and by previous_response_id', async () => {
  const input = [...ask('[[tool:get_weather {"city":"Rome"}]] [[tool:get_time {"city":"Oslo"}]]')];
  const first = await client.responses.create({ model, tools, input });
  const calls = first.output.filter((item) => item.type === 'function_call');
  assert.deepEqual(calls.map((call) => [call.name, JSON.parse(call.arguments).city]), [['get_weather', 'Rome'], ['get_time', 'Oslo']]);
  const outputs = calls.map((call, i) => ({ type: 'function_call_output', call_id: call.call_id, output: i ? [{ type: 'input_text', text: 'noon' }] : 'sunny' }));
  const byItems = await client.responses.create({ model, tools, input: [...input, ...first.output, ...outputs] });
  const byId = await client.responses.create({ model, tools, input: outputs, previous_response_id: first.id });
  for (const second of [byItems, byId]) assert.match(second.output_text, /get_weather says: sunny.*get_time says: noon/);
  assert.equal(byId.previous_response_id, first.id);
  assert.equal(byId.usage.input_tokens, byItems.usage.input_tokens);

  await refused(client.responses.create({ model, tools, input: [...input, ...first.output] }), /No tool output found for function call/);
  await refused(client.responses.create({ model, tools, input: [...input, outputs[0]] }), /No tool call found for function call output/);
  const forced = await client.responses.create({ model, tools, input: 'Hello', tool_choice: { type: 'function', name: 'get_time' } });
  assert.equal(forced.output[0].name, 'get_time');
  const allowed = await client.responses.create({ model, tools, input: 'Hello', tool_choice: { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'get_weather' }] } });
  assert.equal(allowed.output[0].name, 'get_weather');
  const custom = await client.responses.create({ model, tools: [{ type: 'custom', name: 'note' }], input: '[[tool:note milk and eggs]]' });
  assert.deepEqual([custom.output[0].type, custom.output[0].input], ['custom_tool_call', 'milk and eggs']);
  const noted = await client.responses.create({ model, previous_response_id: custom.id, input: [{ type: 'custom_tool_call_output', call_id: custom.output[0].call_id, output: 'kept' }] });
  assert.match(noted.output_text, /note says: kept/);
});

test('structured output by the parse helper', async () => {
  const schema = { type: 'object', additionalProperties: false, required: ['city', 'degrees'], properties: { city: { type: 'string' }, degrees: { type: 'integer' } } };
  const format = makeParseableTextFormat({ type: 'json_schema', name: 'weather', strict: true, schema }, (content) => JSON.parse(content));
  const { output_parsed } = await client.responses.parse({ model, input: 'The weather in Lisbon?', text: { format } });
  assert.deepEqual(Object.keys(output_parsed), ['city', 'degrees']);
  assert.ok(Number.isInteger(output_parsed.degrees));
  await refused(client.responses.create({ model, input: 'x', text: { format: { type: 'json_schema', name: 'w', strict: true, schema: { type: 'object', properties: { a: { type: 'string' } } } } } }), /'additionalProperties' is required/);
  await refused(client.responses.create({ model, input: 'x', text: { format: { type: 'json_object' } } }), /must contain the word 'json'/);
  assert.equal(typeof JSON.parse((await client.responses.create({ model, input: 'json please', text: { format: { type: 'json_object' } } })).output_text), 'object');
});

test('reasoning goes round encrypted, and nobody else\'s does', async () => {
  const request = { model: thinker, store: false, include: ['reasoning.encrypted_content'], reasoning: { effort: 'medium', summary: 'auto' }, tools };
  const input = ask('[[tool:get_weather {"city":"Lima"}]]');
  const first = await client.responses.create({ ...request, input });
  const [reasoning, call] = first.output;
  assert.equal(reasoning.type, 'reasoning');
  assert.ok(reasoning.encrypted_content.length > 40 && reasoning.summary[0].text.length > 20);
  assert.ok(first.usage.output_tokens_details.reasoning_tokens > 0);
  const output = { type: 'function_call_output', call_id: call.call_id, output: 'rain' };
  const follow = (...items) => client.responses.create({ ...request, input: [...input, ...items, output] });
  assert.match((await follow(reasoning, call)).output_text, /rain/);
  assert.match((await follow(call)).output_text, /rain/);
  await refused(follow({ ...reasoning, encrypted_content: reasoning.encrypted_content.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) }, call), /could not be verified/, 'invalid_encrypted_content');
  const { encrypted_content, ...bare } = reasoning;
  await refused(follow(bare, call), /not found\. Items are not persisted/, undefined, OpenAI.NotFoundError);
  await refused(client.responses.create({ ...request, input: [...input, reasoning, ...ask('and?')] }), /without its required following item/);
});

test('responses are kept, followed, listed and deleted', async () => {
  const first = await client.responses.create({ model, input: [{ role: 'user', content: 'js-kept One' }, { role: 'user', content: [{ type: 'input_text', text: 'two' }] }] });
  assert.deepEqual(without(await client.responses.retrieve(first.id)), without(first));
  const items = [];
  for await (const item of client.responses.inputItems.list(first.id, { order: 'asc', limit: 1 })) items.push(item);
  assert.deepEqual(items.map((item) => [item.type, item.role, item.content[0].text]), [['message', 'user', 'js-kept One'], ['message', 'user', 'two']]);
  const streamed = await client.responses.stream({ model, input: '[[say:three]]', previous_response_id: first.id }).finalResponse();
  assert.ok(streamed.usage.input_tokens > first.usage.input_tokens);
  assert.equal((await client.responses.retrieve(streamed.id)).output_text ?? streamed.output_text, 'three');
  const referred = await client.responses.create({ model, input: [{ type: 'item_reference', id: first.output[0].id }, ...ask('[[say:four]]')] });
  assert.equal(referred.output_text, 'four');

  const stranger = new OpenAI({ ...options, apiKey: 'key-of-another', baseURL: baseURL('/openai/v1') });
  await assert.rejects(stranger.responses.retrieve(first.id), OpenAI.NotFoundError);
  await client.responses.delete(first.id);
  await assert.rejects(client.responses.retrieve(first.id), OpenAI.NotFoundError);
  await refused(client.responses.create({ model, input: 'x', previous_response_id: first.id }), /Previous response with id 'resp_\w+' not found/, 'previous_response_not_found');
  const unkept = await client.responses.create({ model, input: 'x', store: false });
  await assert.rejects(client.responses.retrieve(unkept.id), OpenAI.NotFoundError);
  assert.equal((await client.responses.inputTokens.count({ model, input: 'x' })).input_tokens, unkept.usage.input_tokens);
});

test('requests are read strictly', async () => {
  const go = (more) => client.responses.create({ model, input: 'Hi', ...more });
  await refused(go({ foo: 1 }), /^Unknown parameter: 'foo'\.$/, 'unknown_parameter');
  await refused(go({ messages: ask('Hi') }), /Unknown parameter: 'messages'/);
  await refused(go({ input: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }] }), /Invalid value: 'text'\. Supported values are: 'input_text'/);
  await refused(go({ input: [{ role: 'user', content: 'x', colour: 'red' }] }), /Unknown parameter: 'input\[0\]\.colour'/);
  await refused(go({ input: [{ role: 'assistant', content: [{ type: 'input_text', text: 'x' }] }] }), /Supported values are: 'output_text', 'refusal'/);
  await refused(go({ input: [{ type: 'function_call', id: 'x1', call_id: 'c', name: 'n', arguments: '{}' }] }), /Expected an ID that begins with 'fc'/);
  await refused(go({ max_output_tokens: 5 }), /Expected a value >= 16/);
  await refused(go({ reasoning: { effort: 'low' } }), /'reasoning\.effort' is not supported with this model/);
  await refused(go({ model: thinker, temperature: 0.5 }), /'temperature' is not supported with this model/);
  await refused(go({ tools: [{ type: 'function', function: { name: 'x' } }] }), /Unknown parameter: 'tools\[0\]\.function'/);
  await refused(go({ include: ['everything'] }), /Invalid value: 'everything'/);
  await refused(client.responses.create({ model }), /One of 'input', 'previous_response_id'/);
  await refused(go({ model: 'no-such-model' }), /does not exist/, 'model_not_found', OpenAI.NotFoundError);
  const image = await go({ input: [{ role: 'user', content: [{ type: 'input_text', text: 'What?' }, { type: 'input_image', image_url: `data:image/png;base64,${pixel}`, detail: 'low' }] }] });
  assert.ok(image.usage.input_tokens > 85);
});

test('failures, faults and aborts', async () => {
  const failed = await client.responses.create({ model, input: '[[fail]]' });
  assert.deepEqual([failed.status, failed.error.code], ['failed', 'server_error']);
  const last = [];
  for await (const event of await client.responses.create({ model, stream: true, input: '[[fail]]' })) last.push(event.type);
  assert.equal(last.at(-1), 'response.failed');
  await script('openai', { models: { [scripted]: { streamError: { afterTokens: 3 } } } });
  for await (const event of await client.responses.create({ model: scripted, stream: true, input: '[[words:30]]' })) last.push(event);
  assert.deepEqual([last.at(-1).type, last.at(-1).code, last.at(-1).param], ['error', 'server_error', null]);
  await script('openai', { models: { [scripted]: { errors: [{ kind: 'rateLimit', count: 1, retryAfterSeconds: 1 }, { kind: 'overloaded', count: 1 }] } } });
  const patient = new OpenAI({ ...options, baseURL: baseURL('/openai/v1'), maxRetries: 3 });
  assert.equal((await patient.responses.create({ model: scripted, input: '[[say:third]]' })).output_text, 'third');
  await script('openai', { models: { [scripted]: { tokensPerSecond: 20 } } });
  const abort = new AbortController();
  try {
    for await (const event of await client.responses.create({ model: scripted, stream: true, input: 'js-responses-abort [[words:500]]' }, { signal: abort.signal }))
      if (event.type === 'response.output_text.delta') abort.abort();
  } catch (error) {
    assert.ok(error instanceof OpenAI.APIUserAbortError || error.name === 'AbortError', String(error));
  }
  const [request] = await eventually(() => seen('openai', 'js-responses-abort'), ([first]) => first.outcome !== 'pending');
  assert.equal(request.outcome, 'cancelled');
});

test('responses of open servers show their reasoning and keep nothing', async () => {
  const open = new OpenAI({ ...options, baseURL: baseURL('/vllm/v1') });
  const response = await open.responses.create({ model: 'gpt-5.4', input: 'Hello', reasoning: { effort: 'low' } });
  assert.equal(response.output[0].content[0].type, 'reasoning_text');
  assert.equal(response.store, false);
  const folded = await open.responses.stream({ model: 'gpt-5.4', input: 'Hello', reasoning: { effort: 'low' } }).finalResponse();
  assert.deepEqual(without(folded), without(response));
  await assert.rejects(open.responses.retrieve(response.id), OpenAI.NotFoundError);
});

test('completions, whole and streamed', async () => {
  const open = new OpenAI({ ...options, baseURL: baseURL('/vllm/v1') });
  const body = { model: 'qwen', prompt: 'Once upon a time', max_tokens: 40, n: 2 };
  const whole = await open.completions.create(body);
  assert.match(whole.id, /^cmpl-/);
  assert.deepEqual([whole.object, whole.choices.length, whole.choices[0].logprobs], ['text_completion', 2, null]);
  assert.equal(whole.usage.total_tokens, whole.usage.prompt_tokens + whole.usage.completion_tokens);
  const texts = ['', ''];
  let usage;
  for await (const chunk of await open.completions.create({ ...body, stream: true, stream_options: { include_usage: true } })) {
    for (const choice of chunk.choices) texts[choice.index] += choice.text;
    usage = chunk.usage ?? usage;
  }
  assert.deepEqual(texts, whole.choices.map((choice) => choice.text));
  assert.deepEqual(usage, whole.usage);
  const echoed = await open.completions.create({ model: 'qwen', prompt: ['[[say:one]]', '[[say:two]]'], echo: true, logprobs: 1 });
  assert.deepEqual(echoed.choices.map((choice) => choice.text), ['[[say:one]]one', '[[say:two]]two']);
  assert.equal(echoed.choices[0].logprobs.tokens.join(''), '[[say:one]]one');
  assert.deepEqual((await open.completions.create({ model: 'qwen', prompt: '[[say:a STOP b]]', stop: 'STOP' })).choices[0], { text: 'a ', index: 0, logprobs: null, finish_reason: 'stop' });
  assert.equal((await open.completions.create({ model: 'qwen', prompt: '[[words:50]]' })).choices[0].finish_reason, 'length');
  await refused(client.completions.create({ model, prompt: 'Hi' }), /This is a chat model/, undefined, OpenAI.NotFoundError);
  await refused(open.completions.create({ model: 'qwen', prompt: {} }), /Invalid type for 'prompt'/);
});
