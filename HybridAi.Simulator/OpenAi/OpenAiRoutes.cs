using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Jobs;
using HybridAi.Simulator.OpenAi.Chat;
using HybridAi.Simulator.OpenAi.Completions;
using HybridAi.Simulator.OpenAi.Embeddings;
using HybridAi.Simulator.OpenAi.Media;
using HybridAi.Simulator.OpenAi.Models;
using HybridAi.Simulator.OpenAi.Responses;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi;

/// <summary>The paths of one provider that speaks OpenAI's wire.</summary>
internal static class OpenAiRoutes
{
    /// <param name="routes">Where to.</param>
    /// <param name="simulation">What the Simulator knows.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="compatible">The profile of this wire, for a provider that also speaks one of its own.</param>
    public static void MapOpenAi(this IEndpointRouteBuilder routes, Simulation simulation, SimulatedProvider provider, ProviderProfile? compatible = null)
    {
        var profile = compatible ?? provider.Profile;
        var root = $"/{profile.Name}{profile.BasePath}";
        Map(HttpMethods.Post, $"{root}/chat/completions", exchange => ChatEndpoint.HandleAsync(exchange, null));
        if (profile.HasEmbeddings)
            Map(HttpMethods.Post, $"{root}/embeddings", exchange => EmbeddingsEndpoint.HandleAsync(exchange, null));
        if (profile.HasResponses)
            MapResponses();
        if (profile.HasCompletions)
            Map(HttpMethods.Post, $"{root}/completions", CompletionsEndpoint.HandleAsync);
        MapMedia(root, static _ => null, static handle => handle);
        if (profile.HasModerations)
            Map(HttpMethods.Post, $"{root}/moderations", ModerationsEndpoint.HandleAsync);
        foreach (var route in JobRoutes.Of(profile.Jobs))
            Map(route.Method, root + route.Path, route.HandleAsync);
        Map(HttpMethods.Get, $"{root}/models", ModelsEndpoint.ListAsync);
        if (profile.Jobs is JobsWire.OpenAi or JobsWire.Mistral)
            Map(HttpMethods.Delete, $"{root}/models/{{**id}}", exchange => ModelsEndpoint.DeleteAsync(exchange, Value(exchange, "id")));
        Map(HttpMethods.Get, $"{root}/models/{{**id}}", exchange => ModelsEndpoint.GetAsync(exchange, Value(exchange, "id")));
        if (profile.DeploymentPath is { } deployments)
        {
            var dated = $"/{profile.Name}{deployments}/{{deployment}}";
            Map(HttpMethods.Post, $"{dated}/chat/completions", Dated(exchange => ChatEndpoint.HandleAsync(exchange, Value(exchange, "deployment"))));
            MapMedia(dated, static exchange => Value(exchange, "deployment"), Dated);
            Map(HttpMethods.Post, $"{dated}/embeddings", Dated(exchange => EmbeddingsEndpoint.HandleAsync(exchange, Value(exchange, "deployment"))));
        }

        // Everything else, and every other method.
        routes.Map(compatible is null ? $"/{profile.Name}/{{**rest}}" : $"{root}/{{**rest}}", http => ProviderPipeline.RunAsync(http, simulation, provider, exchange => RefuseAsync(exchange, root, profile), profile));

        void MapResponses()
        {
            Map(HttpMethods.Post, $"{root}/responses", ResponsesEndpoint.CreateAsync);
            if (!profile.StoresResponses)
                return;
            Map(HttpMethods.Post, $"{root}/responses/input_tokens", ResponsesEndpoint.CountAsync);
            Map(HttpMethods.Get, $"{root}/responses/{{id}}", StoredEndpoint.GetAsync);
            Map(HttpMethods.Delete, $"{root}/responses/{{id}}", StoredEndpoint.DeleteAsync);
            Map(HttpMethods.Get, $"{root}/responses/{{id}}/input_items", StoredEndpoint.ListInputAsync);
            Map(HttpMethods.Post, $"{root}/responses/{{id}}/cancel", StoredEndpoint.CancelAsync);
        }

        void MapMedia(string under, Func<Exchange, string?> deployment, Func<Func<Exchange, Task>, Func<Exchange, Task>> form)
        {
            if (profile.HasImages)
                Map(HttpMethods.Post, $"{under}/images/generations", form(exchange => ImagesEndpoint.HandleAsync(exchange, deployment(exchange))));
            if (profile.HasSpeech)
                Map(HttpMethods.Post, $"{under}/audio/speech", form(exchange => SpeechEndpoint.HandleAsync(exchange, deployment(exchange))));
            if (profile.TranscriptionFields is not null)
                Map(HttpMethods.Post, $"{under}/audio/transcriptions", form(exchange => TranscriptionsEndpoint.HandleAsync(exchange, deployment(exchange))));
        }

        void Map(string method, string path, Func<Exchange, Task> handle) =>
            routes.MapMethods(path, [method], (RequestDelegate)(http => ProviderPipeline.RunAsync(http, simulation, provider, handle, profile)));
    }

    /// <summary>The form that names the model in the path wants an <c>api-version</c>.</summary>
    private static Func<Exchange, Task> Dated(Func<Exchange, Task> handle) => exchange =>
        exchange.Http.Request.Query["api-version"].ToString().Length > 0
            ? handle(exchange)
            : exchange.SendErrorAsync(new ApiError(ErrorKind.PathNotFound, "Resource not found"));

    private static Task RefuseAsync(Exchange exchange, string root, ProviderProfile profile)
    {
        var request = exchange.Http.Request;
        var path = request.Path.Value ?? "";
        var known = path == $"{root}/models" || path == $"{root}/chat/completions" || (path == $"{root}/embeddings" && profile.HasEmbeddings)
            || path.StartsWith($"{root}/models/", StringComparison.Ordinal)
            || JobRoutes.Knows(profile.Jobs, path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..] : "")
            || (path == $"{root}/completions" && profile.HasCompletions) || (path == $"{root}/responses" && profile.HasResponses)
            || (path == $"{root}/images/generations" && profile.HasImages) || (path == $"{root}/audio/speech" && profile.HasSpeech)
            || (path == $"{root}/audio/transcriptions" && profile.TranscriptionFields is not null) || (path == $"{root}/moderations" && profile.HasModerations)
            || (path.StartsWith($"{root}/responses/", StringComparison.Ordinal) && profile is { HasResponses: true, StoresResponses: true });
        return exchange.SendErrorAsync(known
            ? new ApiError(ErrorKind.MethodNotAllowed, $"Not allowed to {request.Method} on {path[(profile.Name.Length + 1)..]}.")
            : new ApiError(ErrorKind.PathNotFound, $"Unknown request URL: {request.Method} {path[(profile.Name.Length + 1)..]}. Please check the URL for typos, or see the docs."));
    }

    private static string Value(Exchange exchange, string name) => exchange.Http.GetRouteValue(name)?.ToString() ?? "";
}
