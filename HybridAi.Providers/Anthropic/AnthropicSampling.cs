using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Anthropic;

/// <summary>
/// What is written of the sampling options: nothing where it is the default of 1 anyway, since the latest API version takes none of them
/// and the latest models take no other value.
/// </summary>
internal sealed record AnthropicSampling(double? Temperature, double? TopP, int? TopK)
{
    /// <summary>Whether anything is written, so that the first API version is needed.</summary>
    public bool IsSet => Temperature is not null || TopP is not null || TopK is not null;

    public static AnthropicSampling Of(ChatRequest request, ChatTarget target, AnthropicThinking thinking, TranslationReport report)
    {
        var sampling = request.Sampling;
        var isFixed = target.Catalog?.Supports.Temperature == false;
        var topK = sampling.TopK;
        if (topK is not null && (isFixed || thinking.IsOn))
        {
            report.Drop(ChatField.TopK);
            topK = null;
        }

        return new AnthropicSampling(
            Check(ChatField.Temperature, sampling.Temperature, isFixed, thinking.IsOn, report),
            Check(ChatField.TopP, sampling.TopP, isFixed, false, report), topK);
    }

    public void Write(Utf8JsonWriter json)
    {
        if (Temperature is { } temperature)
            json.WriteNumber("temperature", temperature);
        if (TopP is { } topP)
            json.WriteNumber("top_p", topP);
        if (TopK is { } topK)
            json.WriteNumber("top_k", topK);
    }

    private static double? Check(ChatField field, double? value, bool isFixed, bool reasons, TranslationReport report)
    {
        if (value is null or 1)
            return null;
        if (value is not (>= 0 and <= 1))
            report.Refuse(field, $"{report.Target} takes 0 to 1 here; send that or leave it out.");
        else if (isFixed)
            report.Refuse(field, $"{report.Target} takes no other value than 1 here; leave it out or name another model.");
        else if (reasons)
            report.Refuse(field, $"{report.Target} takes no other value than 1 here while it reasons; leave out either this or the reasoning.");
        return value;
    }
}
