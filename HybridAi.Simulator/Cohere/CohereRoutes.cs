using HybridAi.Simulator.Cohere.Chat;
using HybridAi.Simulator.Cohere.Embeddings;
using HybridAi.Simulator.Cohere.Models;
using HybridAi.Simulator.Cohere.Rerank;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.OpenAi;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.Cohere;

/// <summary>The paths of Cohere: its own, and under <c>/compatibility</c> OpenAI's.</summary>
internal static class CohereRoutes
{
    public static void MapCohere(this IEndpointRouteBuilder routes, Simulation simulation, SimulatedProvider provider)
    {
        var root = $"/{provider.Profile.Name}";
        Map(HttpMethods.Post, $"{root}/v2/chat", ChatEndpoint.HandleAsync);
        Map(HttpMethods.Post, $"{root}/v2/embed", EmbedEndpoint.HandleAsync);
        Map(HttpMethods.Post, $"{root}/v2/rerank", RerankEndpoint.HandleAsync);
        Map(HttpMethods.Get, $"{root}/v1/models", ModelsEndpoint.ListAsync);
        Map(HttpMethods.Get, $"{root}/v1/models/{{id}}", exchange => ModelsEndpoint.GetAsync(exchange, exchange.Http.GetRouteValue("id")?.ToString() ?? ""));
        routes.MapOpenAi(simulation, provider, CohereProfiles.Compatible);
        routes.Map($"{root}/{{**rest}}", http => ProviderPipeline.RunAsync(http, simulation, provider, RefuseAsync));

        void Map(string method, string path, Func<Exchange, Task> handle) =>
            routes.MapMethods(path, [method], (RequestDelegate)(http => ProviderPipeline.RunAsync(http, simulation, provider, handle)));
    }

    private static Task RefuseAsync(Exchange exchange)
    {
        var path = exchange.Http.Request.Path.Value ?? "";
        var known = path[(exchange.Profile.Name.Length + 1)..] is "/v2/chat" or "/v2/embed" or "/v2/rerank" or "/v1/models";
        return exchange.SendErrorAsync(known
            ? new ApiError(ErrorKind.MethodNotAllowed, "method not allowed")
            : new ApiError(ErrorKind.PathNotFound, "404 page not found"));
    }
}
