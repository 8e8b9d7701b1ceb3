namespace HybridAi.Benchmarks.RawProxy;

/// <summary>Forwards one request and its answer as bytes, each read of the answer at once. Headers stay unparsed strings both ways.</summary>
internal sealed class Forwarder(HttpMessageInvoker invoker, Uri upstream)
{
    private readonly Uri _chat = new(upstream, "/v1/chat/completions");

    public async Task ForwardAsync(HttpContext context)
    {
        var stop = context.RequestAborted;
        using var body = await PooledBody.ReadAsync(context.Request, stop);
        using var request = new HttpRequestMessage(HttpMethod.Post, _chat) { Content = new ReadOnlyMemoryContent(body.Memory) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer test");

        using var answer = await invoker.SendAsync(request, stop);
        context.Response.StatusCode = (int)answer.StatusCode;
        if (answer.Content.Headers.NonValidated.TryGetValues("Content-Type", out var contentType))
            context.Response.ContentType = contentType.ToString();
        context.Response.ContentLength = answer.Content.Headers.ContentLength;
        await using var content = await answer.Content.ReadAsStreamAsync(stop);
        var writer = context.Response.BodyWriter;
        while (true)
        {
            var read = await content.ReadAsync(writer.GetMemory(4096), stop);
            if (read == 0)
                return;
            writer.Advance(read);
            await writer.FlushAsync(stop);
        }
    }
}
