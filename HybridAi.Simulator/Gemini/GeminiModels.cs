using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Gemini;

/// <summary>Finds the model of a path, of the kind that a method is for.</summary>
internal static class GeminiModels
{
    public static ApiError? Find(Exchange exchange, string name, string method, string kind, out ServedModel? model)
    {
        model = null;
        return ModelFinder.Find(exchange.Simulation.Catalog, exchange.Profile, name, out model) is null && (kind.Length == 0 || model!.Catalog.Kind == kind)
            ? null
            : new ApiError(
                ErrorKind.ModelNotFound,
                $"models/{name} is not found for API version v1beta, or is not supported for {method}. Call ListModels to see the list of available models and their supported methods.");
    }
}
