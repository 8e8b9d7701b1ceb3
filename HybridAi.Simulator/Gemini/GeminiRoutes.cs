using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Gemini.Answers;
using HybridAi.Simulator.Gemini.Embeddings;
using HybridAi.Simulator.Gemini.Models;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.OpenAi;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.Gemini;

/// <summary>The paths of Gemini: its own, and under <c>/openai</c> OpenAI's.</summary>
internal static class GeminiRoutes
{
    public static void MapGemini(this IEndpointRouteBuilder routes, Simulation simulation, SimulatedProvider provider)
    {
        var root = $"/{provider.Profile.Name}{provider.Profile.BasePath}";
        Map(HttpMethods.Get, $"{root}/models", ModelsEndpoint.ListAsync);
        Map(HttpMethods.Get, $"{root}/models/{{id}}", exchange => ModelsEndpoint.GetAsync(exchange, Value(exchange, "id")));
        Map(HttpMethods.Post, $"{root}/models/{{call}}", CallAsync);
        routes.MapOpenAi(simulation, provider, GeminiProfiles.Compatible);
        routes.Map($"/{provider.Profile.Name}/{{**rest}}", http => ProviderPipeline.RunAsync(http, simulation, provider, RefuseAsync));

        void Map(string method, string path, Func<Exchange, Task> handle) => routes.MapMethods(
            path, [method], (RequestDelegate)(http => ProviderPipeline.RunAsync(http, simulation, provider, handle, ProfileOf(http))));
    }

    /// <summary>A method of a model: <c>gemini-2.5-flash:generateContent</c>.</summary>
    private static Task CallAsync(Exchange exchange)
    {
        var call = Value(exchange, "call");
        var colon = call.LastIndexOf(':');
        var model = colon < 0 ? call : call[..colon];
        return (colon < 0 ? "" : call[(colon + 1)..]) switch
        {
            "generateContent" => GenerateEndpoint.HandleAsync(exchange, model, stream: false),
            "streamGenerateContent" => GenerateEndpoint.HandleAsync(exchange, model, stream: true),
            "countTokens" => CountTokensEndpoint.HandleAsync(exchange, model),
            "embedContent" => EmbedEndpoint.HandleAsync(exchange, model, batch: false),
            "batchEmbedContents" => EmbedEndpoint.HandleAsync(exchange, model, batch: true),
            _ => RefuseAsync(exchange),
        };
    }

    private static ProviderProfile? ProfileOf(HttpContext http) =>
        http.Request.Path.Value!.EndsWith(":streamGenerateContent", StringComparison.Ordinal) && !IsSse(http) ? GeminiProfiles.NativeArray : null;

    public static bool IsSse(HttpContext http) => http.Request.Query["alt"] == "sse";

    private static Task RefuseAsync(Exchange exchange) => exchange.SendErrorAsync(
        new ApiError(ErrorKind.PathNotFound, $"The requested URL {exchange.Http.Request.Path.Value} was not found on this server."));

    private static string Value(Exchange exchange, string name) => exchange.Http.GetRouteValue(name)?.ToString() ?? "";
}
