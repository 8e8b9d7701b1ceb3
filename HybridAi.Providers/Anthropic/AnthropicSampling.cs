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
    private const double LeastTopPOfReasoning = 0.95;

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

        if (topK < 0)
        {
            report.Drop(ChatField.TopK);
            topK = null;
        }

        var temperature = Check(ChatField.Temperature, sampling.Temperature, isFixed, 0, 1, report);
        var topP = Check(ChatField.TopP, sampling.TopP, isFixed, 0, 1, report);
        // "`temperature` and `top_p` cannot both be specified for this model" (Claude 4.1 and later); each changes what is answered.
        if (temperature is not null && topP is not null)
            report.Refuse(ChatField.TopP, $"{report.Target} takes 'temperature' or 'top_p', not both; leave one of them out.");
        // What goes with reasoning: platform.claude.com, extended thinking.
        if (thinking.IsOn)
        {
            Check(ChatField.Temperature, temperature, isFixed: false, 1, 1, report, " while it reasons; leave it out, or the reasoning");
            Check(ChatField.TopP, topP, isFixed: false, LeastTopPOfReasoning, 1, report, " while it reasons; leave it out, or the reasoning");
        }

        return new AnthropicSampling(temperature, topP, topK);
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

    private static double? Check(ChatField field, double? value, bool isFixed, double least, double most, TranslationReport report, string when = "; leave it out")
    {
        if (value is null or 1)
            return null;
        var name = report.NameOf(field);
        if (isFixed)
            report.Refuse(field, $"{report.Target} takes no '{name}' but 1; leave it out or name another model.");
        else if (!(value >= least && value <= most))
            report.Refuse(field, FormattableString.Invariant($"{report.Target} takes a '{name}' of {least} to {most}{when}."));
        return value;
    }
}
