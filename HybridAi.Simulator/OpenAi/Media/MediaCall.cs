using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Limits;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.OpenAi.Media;

/// <summary>What the calls for images, speech and moderations have in common: JSON in, the script, a model of the right kind.</summary>
internal static class MediaCall
{
    /// <param name="exchange">The request.</param>
    /// <param name="deployment">The model, if the path names it.</param>
    /// <param name="answer">Checks the body and answers, or says what is wrong.</param>
    public static async Task RunAsync(Exchange exchange, string? deployment, Func<JsonElement, CallPlan, Pace, Task<ApiError?>> answer)
    {
        var (document, notJson) = JsonBody.Parse(exchange.Entry.Body);
        using (document)
        {
            if (document is null)
            {
                await exchange.SendErrorAsync(notJson!);
                return;
            }

            exchange.Entry.Model = ModelName.Of(document.RootElement) ?? deployment;
            var plan = exchange.Provider.Script.For(exchange.Entry.Model).Draw();
            var pace = new Pace(plan, exchange.Simulation.Time);
            if (!await exchange.BeginAsync(plan, pace))
                return;
            if ((LimitGate.Pass(exchange, 0) ?? await answer(document.RootElement, plan, pace)) is { } error)
                await exchange.SendErrorAsync(error);
        }
    }

    /// <summary>Finds a model and checks what it is for.</summary>
    public static ApiError? FindModel(Exchange exchange, string? name, string kind, out ServedModel? model)
    {
        model = null;
        if (name is null)
            return RequestFields.Missing(exchange.Profile, "model");
        if (ModelFinder.Find(exchange.Simulation.Catalog, exchange.Profile, name, out model) is { } unknown)
            return unknown;
        return model!.Known && model.Catalog.Kind != kind
            ? ApiError.Invalid($"Invalid value: '{name}'. The model cannot be used here; it is no {kind} model.", "model", "invalid_value")
            : null;
    }
}
