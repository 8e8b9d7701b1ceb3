import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { CohereClientV2 } from 'cohere-ai';
import { baseURL, billed, eventually, key, pixel, reset, script, seen } from './simulator.mjs';

const model = 'command-a-03-2025';
const cohere = client();
const weather = {
  type: 'function',
  function: { name: 'get_weather', description: 'The weather', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } },
};
const once = { maxRetries: 0 };

function client(token = key) {
  return new CohereClientV2({ token, baseUrl: baseURL('/cohere') });
}

const ask = (content) => [{ role: 'user', content }];
const textOf = (answer) => answer.message.content.filter((part) => part.type === 'text').map((part) => part.text).join('');

async function collect(stream) {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
}

/** The order of the events, repetitions left out. */
const order = (events) => events.map((event) => event.type).filter((type, i, all) => type !== all[i - 1]);

afterEach(() => reset('cohere'));

test('plain', async () => {
  const answer = await cohere.chat({ model, messages: ask('[[say:I am here]]'), temperature: 0.2, p: 0.5, k: 10, seed: 7 });
  assert.equal(textOf(answer), 'I am here');
  assert.equal(answer.finishReason, 'COMPLETE');
  const { billedUnits, tokens } = answer.usage;
  assert.ok(tokens.inputTokens > billedUnits.inputTokens && tokens.outputTokens > billedUnits.outputTokens, 'more is counted than billed');
  const line = await billed('cohere', answer.id);
  assert.deepEqual([line.tokens.input, line.tokens.output], [billedUnits.inputTokens, billedUnits.outputTokens]);
});

test('streamed, the same as whole', async () => {
  const messages = ask('What do ravens eat?');
  const whole = await cohere.chat({ model, messages });
  const events = await collect(await cohere.chatStream({ model, messages }));
  assert.deepEqual(order(events), ['message-start', 'content-start', 'content-delta', 'content-end', 'message-end']);
  assert.equal(events.filter((event) => event.type === 'content-delta').map((event) => event.delta.message.content.text).join(''), textOf(whole));
  assert.deepEqual(events.at(-1).delta, { finishReason: 'COMPLETE', usage: whole.usage });
});

test('tools over several turns', async () => {
  const messages = ask('[[tool:get_weather {"city":"Rome"}]] [[tool:get_weather {"city":"Oslo"}]]');
  const first = await cohere.chat({ model, messages, tools: [weather], strictTools: true });
  assert.equal(first.finishReason, 'TOOL_CALL');
  assert.ok(first.message.toolPlan.length > 0);
  const calls = first.message.toolCalls;
  assert.deepEqual(calls.map((call) => JSON.parse(call.function.arguments).city), ['Rome', 'Oslo']);
  const results = calls.map((call) => ({
    role: 'tool', toolCallId: call.id, content: [{ type: 'document', document: { data: { weather: `${JSON.parse(call.function.arguments).city}: sunny` } } }],
  }));
  const second = await cohere.chat({ model, tools: [weather], messages: [...messages, { role: 'assistant', toolCalls: calls, toolPlan: first.message.toolPlan }, ...results] });
  assert.match(textOf(second), /Rome: sunny/);
  assert.ok(second.message.citations.some((citation) => citation.sources[0].type === 'tool'));
});

test('tools, streamed', async () => {
  const events = await collect(await cohere.chatStream({ model, messages: ask('Lisbon'), tools: [weather], toolChoice: 'REQUIRED' }));
  assert.deepEqual(order(events), ['message-start', 'tool-plan-delta', 'tool-call-start', 'tool-call-delta', 'tool-call-end', 'message-end']);
  const { toolCalls } = events.find((event) => event.type === 'tool-call-start').delta.message;
  assert.equal(toolCalls.function.name, 'get_weather');
  assert.equal(toolCalls.function.arguments, '');
  const args = events.filter((event) => event.type === 'tool-call-delta').map((event) => event.delta.message.toolCalls.function.arguments).join('');
  assert.equal(typeof JSON.parse(args).city, 'string');
});

test('documents are cited', async () => {
  const request = { model, messages: ask('Where do emperor penguins live?'), documents: ['Emperor penguins live in Antarctica', { id: 'own', data: { title: 'Birds', text: 'penguins swim' } }] };
  const whole = await cohere.chat(request);
  assert.equal(whole.message.citations.length, 2);
  for (const citation of whole.message.citations)
    assert.equal(textOf(whole).slice(citation.start, citation.end), citation.text);
  assert.ok(whole.message.citations.some((citation) => citation.sources[0].id === 'own'));
  const events = await collect(await cohere.chatStream(request));
  assert.deepEqual(order(events), ['message-start', 'content-start', 'content-delta', 'citation-start', 'citation-end', 'citation-start', 'citation-end', 'content-end', 'message-end']);
  assert.deepEqual(events.filter((event) => event.type === 'citation-start').map((event) => event.delta.message.citations), whole.message.citations);
  const fast = await collect(await cohere.chatStream({ ...request, citationOptions: { mode: 'FAST' } }));
  const firstCitation = fast.findIndex((event) => event.type === 'citation-start');
  assert.ok(fast.slice(firstCitation).some((event) => event.type === 'content-delta'), 'fast citations come amid their text');
  const off = await cohere.chat({ ...request, citationOptions: { mode: 'OFF' } });
  assert.equal(off.message.citations, undefined);
});

test('structured output', async () => {
  const jsonSchema = { type: 'object', properties: { city: { type: 'string' }, size: { enum: ['small', 'big'] } }, required: ['city', 'size'] };
  const answer = await cohere.chat({ model, messages: ask('A city'), responseFormat: { type: 'json_object', jsonSchema } });
  const city = JSON.parse(textOf(answer));
  assert.equal(typeof city.city, 'string');
  assert.ok(['small', 'big'].includes(city.size));
  const refused = (schema, more) => assert.rejects(
    cohere.chat({ model, messages: ask('x'), responseFormat: { type: 'json_object', jsonSchema: schema }, ...more }, once), (error) => error.statusCode === 400);
  await refused({ ...jsonSchema, required: undefined });
  await refused({ ...jsonSchema, properties: { ...jsonSchema.properties, n: { type: 'integer', minimum: 1 } } });
  await refused(jsonSchema, { tools: [weather] });
});

test('thinking', async () => {
  const request = { model: 'command-a-reasoning-08-2025', messages: ask('[[say:So]]') };
  const whole = await cohere.chat(request);
  assert.deepEqual(whole.message.content.map((part) => part.type), ['thinking', 'text']);
  const events = await collect(await cohere.chatStream({ ...request, thinking: { type: 'enabled', tokenBudget: 5 } }));
  assert.deepEqual(order(events), ['message-start', 'content-start', 'content-delta', 'content-end', 'content-start', 'content-delta', 'content-end', 'message-end']);
  assert.equal(events.filter((event) => event.delta?.message?.content?.thinking).length, 5);
  const off = await cohere.chat({ ...request, thinking: { type: 'disabled' } });
  assert.deepEqual(off.message.content.map((part) => part.type), ['text']);
});

test('images', async () => {
  const messages = [{ role: 'user', content: [{ type: 'text', text: '[[say:Seen]]' }, { type: 'image_url', imageUrl: { url: `data:image/png;base64,${pixel}` } }] }];
  assert.equal(textOf(await cohere.chat({ model: 'command-a-vision-07-2025', messages })), 'Seen');
  await assert.rejects(cohere.chat({ model, messages }, once), (error) => error.statusCode === 400);
});

test('stops and limits', async () => {
  const stopped = await cohere.chat({ model, messages: ask('[[say:one two three]]'), stopSequences: [' two'] });
  assert.deepEqual([textOf(stopped), stopped.finishReason], ['one', 'STOP_SEQUENCE']);
  const cut = await cohere.chat({ model, messages: ask('[[words:50]]'), maxTokens: 5 });
  assert.deepEqual([cut.finishReason, cut.usage.billedUnits.outputTokens], ['MAX_TOKENS', 5]);
});

test('embeddings', async () => {
  const answer = await cohere.embed({ model: 'embed-v4.0', inputType: 'search_document', texts: ['a cat sat', 'the cat sat'], embeddingTypes: ['float', 'int8', 'base64'], outputDimension: 256 });
  assert.deepEqual([answer.embeddings.float.length, answer.embeddings.float[0].length, answer.embeddings.int8[1].length], [2, 256, 256]);
  assert.equal(Buffer.from(answer.embeddings.base64[0], 'base64').readFloatLE(0), Math.fround(answer.embeddings.float[0][0]));
  assert.equal((await billed('cohere', answer.id)).tokens.input, answer.meta.billedUnits.inputTokens);
});

test('rerank', async () => {
  const documents = ['Bananas are yellow', 'Paris is the capital of France', 'The capital moved'];
  const answer = await cohere.rerank({ model: 'rerank-v3.5', query: 'capital of France', documents, topN: 2 });
  assert.deepEqual(answer.results.map((result) => result.index), [1, 2]);
  assert.ok(answer.results[0].relevanceScore > answer.results[1].relevanceScore);
  assert.equal(answer.meta.billedUnits.searchUnits, 1);
});

test('errors', async () => {
  const rejected = async (request, statusCode, message, asked = cohere) => assert.rejects(
    asked.chat({ model, messages: ask('x'), ...request }, once), (error) => error.statusCode === statusCode && message.test(error.body?.message ?? error.message));
  await rejected({}, 401, /Incorrect API key/, client('bad-key'));
  await rejected({}, 402, /quota/, client('noquota-key'));
  await rejected({ model: 'no-such-model' }, 404, /not found/);
  await rejected({ temperature: 1.5 }, 400, /temperature/);
  await rejected({ tools: [{ ...weather, function: { ...weather.function, name: '1st' } }] }, 400, /must not begin with a digit/);
  await rejected({ messages: [{ role: 'user', content: 'a' }, { role: 'tool', toolCallId: 'x', content: 'b' }] }, 400, /no tool call found/);
  await script('cohere', { errors: [{ kind: 'rateLimit', count: 1 }] });
  await rejected({}, 429, /Rate limit/);
  const strange = await fetch(baseURL('/cohere/v2/chat'), {
    method: 'POST', headers: { authorization: `Bearer ${key}` }, body: JSON.stringify({ model, messages: ask('x'), top_p: 1 }),
  });
  assert.equal(strange.status, 422);
  assert.match((await strange.json()).message, /unknown field: parameter 'top_p'/);
});

test('an error amid a stream', async () => {
  await script('cohere', { streamError: { afterTokens: 3 } });
  const events = await collect(await cohere.chatStream({ model, messages: ask('[[words:20]]') }));
  assert.equal(events.at(-1).type, 'message-end');
  assert.equal(events.at(-1).delta.finishReason, 'ERROR');
});

test('a caller that hangs up is billed for what was made', async () => {
  await script('cohere', { tokensPerSecond: 20 });
  const abort = new AbortController();
  const stream = await cohere.chatStream({ model, messages: ask('cohere-abort [[words:500]]') }, { abortSignal: abort.signal });
  await assert.rejects(async () => {
    let count = 0;
    for await (const event of stream) {
      if (event.type === 'content-delta' && ++count === 3) abort.abort();
    }
    throw new Error('ended');
  });
  const [request] = await eventually(() => seen('cohere', 'cohere-abort'), ([last]) => last.outcome !== 'pending');
  assert.equal(request.outcome, 'cancelled');
  assert.ok((await billed('cohere', request.answerId)).tokens.output < 100);
});

test('the SDK tries again', async () => {
  await script('cohere', { errors: [{ kind: 'overloaded', count: 1 }] });
  const answer = await cohere.chat({ model, messages: ask('cohere-again [[say:Now]]') }, { maxRetries: 2 });
  assert.equal(textOf(answer), 'Now');
  assert.deepEqual((await seen('cohere', 'cohere-again')).map((request) => request.status), [200, 503]);
});
