import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, Output, generateObject, generateText, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { apiKey, eventually, gateway, pixel, reset, script, seen } from './gateway.mjs';
import { pick } from './models.mjs';

const options = { baseURL: `${gateway}/v1`, apiKey };
const openai = createOpenAI(options);
const anthropic = createAnthropic(options);
const clients = { chat: (model) => openai.chat(model), responses: (model) => openai.responses(model), messages: (model) => anthropic(model) };

// The chat client says max_tokens, which OpenAI's reasoning models refuse; and references to items are for gateways that store responses.
const of = (api) => ({
  ...(api !== 'chat' && { maxOutputTokens: 4000 }),
  ...(api === 'responses' && { providerOptions: { openai: { store: false, forceReasoning: true, reasoningSummary: 'auto' } } }),
});

const tools = Object.fromEntries(['get_weather', 'get_time'].map((name) => [name, tool({
  description: name, inputSchema: z.object({ city: z.string() }), execute: async ({ city }) => `fine in ${city}`,
})]));

// The SDK warns of what it leaves out by itself; that is between it and its user.
globalThis.AI_SDK_LOG_WARNINGS = false;

afterEach(() => reset('cohere'));

for (const [api, client] of Object.entries(clients)) {
  for (const provider of ['openai', 'anthropic', 'gemini', 'cohere', 'mistral', 'groq']) {
    test(`${api}, ${provider}: a text comes whole and streamed`, async () => {
      const request = { model: client(pick(provider)), system: 'Be brief.', prompt: '[[say:Grüße aus Köln 🌷]]', ...of(api) };
      const whole = await generateText(request);
      assert.deepEqual([whole.text, whole.finishReason], ['Grüße aus Köln 🌷', 'stop']);
      assert.ok(whole.usage.inputTokens > 0 && whole.usage.outputTokens > 0);
      const streamed = streamText(request);
      let text = '';
      for await (const delta of streamed.textStream) text += delta;
      assert.equal(text, whole.text);
      assert.deepEqual([(await streamed.usage).outputTokens, await streamed.finishReason], [whole.usage.outputTokens, 'stop']);
    });

    test(`${api}, ${provider}: tools are called in steps, whole and streamed`, async () => {
      const request = {
        model: client(pick(provider, 'tools')), tools, stopWhen: stepCountIs(4), ...of(api),
        prompt: 'Look: [[tool:get_weather {"city":"Rome"}]] [[tool:get_time {"city":"Oslo"}]]',
      };
      const whole = await generateText(request);
      const streamed = streamText(request);
      await streamed.consumeStream();
      for (const steps of [whole.steps, await streamed.steps]) {
        assert.deepEqual(steps.map((step) => step.finishReason), ['tool-calls', 'stop']);
        assert.deepEqual(steps[0].toolCalls.map((call) => [call.toolName, call.input.city]), [['get_weather', 'Rome'], ['get_time', 'Oslo']]);
        assert.match(steps[1].text, /fine in Rome[^]*fine in Oslo/);
      }
    });

    // Mistral's thoughts come in parts of the text, as they are passed on; OpenAI's clients do not know these.
    if (api !== 'chat' || provider !== 'mistral') test(`${api}, ${provider}: a model that reasons keeps its thoughts over the steps`, async () => {
      const model = client(pick(provider, 'reasoning', 'tools'));
      const providerOptions = api === 'messages' ? { anthropic: { thinking: { type: 'adaptive' }, effort: 'high' } } : { openai: { reasoningEffort: 'high', reasoningSummary: 'auto', store: false, forceReasoning: true } };
      const result = streamText({ model, tools, stopWhen: stepCountIs(4), providerOptions, maxOutputTokens: 9000, prompt: '[[tool:get_weather {"city":"Lima"}]]' });
      await result.consumeStream();
      assert.match(await result.text, /fine in Lima/);
      assert.equal((await result.steps).length, 2);
    });

    test(`${api}, ${provider}: an object keeps to its schema`, async () => {
      const schema = z.object({ city: z.string(), degrees: z.number().int(), sky: z.enum(['clear', 'cloudy']) });
      const request = { model: client(pick(provider, 'structured_output', 'tools')), prompt: 'The weather in Lisbon?', ...of(api) };
      const { object } = await generateObject({ ...request, schema });
      assert.deepEqual(schema.parse(object), object);
      const { output } = await generateText({ ...request, output: Output.object({ schema }) });
      assert.deepEqual(schema.parse(output), output);
    });
  }

  test(`${api}: an image is seen`, async () => {
    const text = `js-ai-image-${api}`;
    await generateText({ model: client(pick('gemini', 'image')), maxOutputTokens: 4000, messages: [{ role: 'user', content: [{ type: 'text', text }, { type: 'image', image: pixel, mediaType: 'image/png' }] }] });
    assert.ok((await seen('gemini', text))[0].body.includes(pixel));
  });

  test(`${api}: failures are APICallErrors, and retries overcome them`, async () => {
    const id = 'command-r-plus-08-2024';
    const request = { model: client(`cohere/${id}`), prompt: '[[say:again]]', maxOutputTokens: 100 };
    await script('cohere', { models: { [id]: { errors: [{ kind: 'badRequest' }] } } });
    await assert.rejects(generateText({ ...request, maxRetries: 0 }), (error) => APICallError.isInstance(error) && error.statusCode === 400 && !error.isRetryable);
    await script('cohere', { models: { [id]: { errors: [{ kind: 'serverError', count: 1 }] } } });
    await assert.rejects(generateText({ ...request, maxRetries: 0 }), (error) => APICallError.isInstance(error) && error.statusCode === 500 && error.isRetryable);
    await script('cohere', { models: { [id]: { errors: [{ kind: 'serverError', count: 1 }] } } });
    assert.equal((await generateText({ ...request, maxRetries: 1 })).text, 'again');
  });

  test(`${api}: an abort ends the call at the provider`, async () => {
    const id = 'command-r-plus-08-2024';
    await script('cohere', { models: { [id]: { tokensPerSecond: 40 } } });
    const abort = new AbortController();
    const result = streamText({ model: client(`cohere/${id}`), prompt: `js-ai-abort-${api} [[words:300]]`, maxOutputTokens: 900, abortSignal: abort.signal, onError() {} });
    let pieces = 0;
    for await (const part of result.fullStream) if (part.type === 'text-delta' && ++pieces === 3) abort.abort();
    const [request] = await eventually(() => seen('cohere', `js-ai-abort-${api}`), ([first]) => first.outcome !== 'pending');
    assert.equal(request.outcome, 'cancelled');
  });
}
