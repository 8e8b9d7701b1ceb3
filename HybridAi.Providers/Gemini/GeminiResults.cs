using System.Text;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Gemini;

/// <summary>Writes what tools answered as <c>functionResponse</c> parts.</summary>
internal sealed class GeminiResults(GeminiDraft draft)
{
    public void Write(ChatPart.ToolResult result, string? name)
    {
        if (name is null)
            draft.Report.Refuse(ChatField.Messages, $"No call has the id '{result.CallId}' that a tool's result answers.");
        var json = draft.Json;
        json.WriteStartObject();
        json.WriteStartObject("functionResponse");
        json.WriteString("id", result.CallId);
        json.WriteString("name", name ?? "");
        WriteResponse(TextOf(result), result.IsError == true);
        WriteMedia(result);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // An object is the response; anything else, and whatever a tool that failed said, goes into one (FunctionResponse of the SDK).
    private void WriteResponse(string text, bool isError)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var isObject = GeminiDraft.IsObject(utf8);
        draft.Json.WritePropertyName("response");
        if (isObject && !isError)
        {
            draft.Json.WriteRawValue(utf8, skipInputValidation: true);
            return;
        }

        draft.Json.WriteStartObject();
        draft.Json.WritePropertyName(isError ? "error" : "result");
        if (isObject)
            draft.Json.WriteRawValue(utf8, skipInputValidation: true);
        else
            draft.Json.WriteStringValue(text);
        draft.Json.WriteEndObject();
    }

    private string TextOf(ChatPart.ToolResult result)
    {
        var texts = new List<string>();
        foreach (var part in result.Parts)
        {
            texts.AddRange(PlainTexts.Of(part));
            if (!PlainTexts.IsText(part) && part is not ChatPart.Media)
                draft.Report.Refuse(ChatField.Messages, $"{draft.Report.Target} takes only text and media as a tool's result.");
        }

        return string.Join('\n', texts);
    }

    private void WriteMedia(ChatPart.ToolResult result)
    {
        var any = false;
        foreach (var part in result.Parts)
        {
            if (PlainTexts.IsText(part) || part is not ChatPart.Media media)
                continue;
            if (!any)
                draft.Json.WriteStartArray("parts");
            any = true;
            draft.Json.WriteStartObject();
            GeminiMedia.Write(draft, media);
            draft.Json.WriteEndObject();
        }

        if (any)
            draft.Json.WriteEndArray();
    }
}
