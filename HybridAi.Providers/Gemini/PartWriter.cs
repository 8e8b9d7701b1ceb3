using System.Text.Unicode;
using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Gemini;

/// <summary>Writes the parts of messages.</summary>
internal sealed class PartWriter(GeminiDraft draft)
{
    /// <summary>
    /// Stands for the signature that Gemini 3 demands on the first call of each step of the running turn, where the call is none of its own
    /// (ai.google.dev/gemini-api/docs/thought-signatures).
    /// </summary>
    private const string ForeignCallSignature = "skip_thought_signature_validator";

    private readonly Dictionary<string, string> _toolNames = [];
    private readonly GeminiResults _results = new(draft);

    /// <summary>Whether there is nothing to write of a part: a turn must not be empty, and an assistant that only calls tools often says nothing besides.</summary>
    /// <param name="part">The part.</param>
    /// <param name="mayBeEmpty">Whether a text without a word is sent as it is.</param>
    public bool IsSilent(ChatPart part, bool mayBeEmpty) => part switch
    {
        ChatPart.Text text => text.Value.Length == 0 && !mayBeEmpty && !IsOwn(text.Seal),
        ChatPart.Reasoning reasoning => reasoning.Texts.Count == 0 && !IsOwn(reasoning.Seal),
        ChatPart.Media { Source: MediaSource.Parts { Items.Count: 0 }, Context: null } => true,
        _ => false,
    };

    /// <summary>Writes a part of a message whose turn is open.</summary>
    /// <param name="part">The part.</param>
    /// <param name="needsSignature">Whether it is a call for which the model demands a signature.</param>
    public void Write(ChatPart part, bool needsSignature)
    {
        switch (part)
        {
            case ChatPart.ToolCall call:
                WriteCall(call, needsSignature);
                break;
            case ChatPart.ToolResult result:
                _results.Write(result, result.Name ?? _toolNames.GetValueOrDefault(result.CallId));
                break;
            case ChatPart.Reasoning reasoning:
                WriteReasoning(reasoning);
                break;
            case ChatPart.Media media when !PlainTexts.IsText(media):
                WriteMedia(media);
                break;
            case ChatPart.Opaque opaque:
                WriteOpaque(opaque);
                break;
            case ChatPart.Speech speech:
                WriteSpeech(speech);
                break;
            default:
                foreach (var text in PlainTexts.Of(part))
                {
                    draft.Json.WriteStartObject();
                    draft.Json.WriteString("text", text);
                    EndPart(part.Seal);
                }

                break;
        }
    }

    private void WriteMedia(ChatPart.Media media)
    {
        if (media.Context is { } context)
            WriteText(context);
        draft.Json.WriteStartObject();
        GeminiMedia.Write(draft, media);
        EndPart(media.Seal);
    }

    private void WriteCall(ChatPart.ToolCall call, bool needsSignature)
    {
        _toolNames[call.Id] = call.Name;
        var json = draft.Json;
        json.WriteStartObject();
        json.WriteStartObject("functionCall");
        json.WriteString("id", call.Id);
        json.WriteString("name", call.Name);
        json.WritePropertyName("args");
        if (call.Kind == ToolKind.Custom)
            json.WriteRawValue(EmulatedTools.Wrap(call.Input).Utf8.Span, skipInputValidation: true);
        else if (call.Input.IsEmpty)
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }
        else if (GeminiDraft.IsObject(call.Input.Utf8.Span) && Utf8.IsValid(call.Input.Utf8.Span))
            json.WriteRawValue(call.Input.Utf8.Span, skipInputValidation: true);
        else
        {
            json.WriteNullValue();
            draft.Report.Refuse(ChatField.Messages, $"The arguments of the call '{call.Id}' are no JSON object, as {draft.Report.Target} demands.");
        }

        json.WriteEndObject();
        if (needsSignature)
            json.WriteString("thoughtSignature", ForeignCallSignature);
        EndPart(call.Seal);
    }

    private void WriteReasoning(ChatPart.Reasoning reasoning)
    {
        for (var i = 0; i < reasoning.Texts.Count; i++)
            WriteThought(reasoning.Texts[i].Text, i == reasoning.Texts.Count - 1 ? reasoning.Seal : null);
        if (reasoning.Texts.Count == 0)
            WriteThought("", reasoning.Seal);
    }

    private void WriteThought(string text, Seal? seal)
    {
        draft.Json.WriteStartObject();
        draft.Json.WriteString("text", text);
        draft.Json.WriteBoolean("thought", true);
        EndPart(seal);
    }

    private void WriteOpaque(ChatPart.Opaque opaque)
    {
        if (opaque.Wire == GeminiChat.Wire && GeminiDraft.IsObject(opaque.Json.Utf8.Span) && Utf8.IsValid(opaque.Json.Utf8.Span))
            draft.Json.WriteRawValue(opaque.Json.Utf8.Span, skipInputValidation: true);
        else
            draft.Report.Refuse(ChatField.Messages, $"{draft.Report.Target} does not know what '{opaque.Type}' is; leave it out or name another model.");
    }

    private void WriteSpeech(ChatPart.Speech speech)
    {
        if (speech.Transcript.Length == 0 && speech.Data.IsEmpty)
            draft.Report.Refuse(ChatField.Messages, $"{draft.Report.Target} does not have the speech of this id; send its words.");
        draft.Json.WriteStartObject();
        if (speech.Transcript.Length > 0 || speech.Data.IsEmpty)
            draft.Json.WriteString("text", speech.Transcript);
        else
        {
            draft.Json.WriteStartObject("inlineData");
            draft.Json.WriteString("mimeType", speech.MediaType ?? "audio/L16;codec=pcm;rate=24000");
            draft.Json.WriteBase64String("data", speech.Data.Span);
            draft.Json.WriteEndObject();
        }

        EndPart(speech.Seal);
    }

    public void WriteText(string text)
    {
        draft.Json.WriteStartObject();
        draft.Json.WriteString("text", text);
        draft.Json.WriteEndObject();
    }

    // A seal goes back to its issuer only, on the part that it came on.
    private void EndPart(Seal? seal)
    {
        if (IsOwn(seal))
            draft.Json.WriteString("thoughtSignature"u8, seal!.Data.Utf8.Span);
        draft.Json.WriteEndObject();
    }

    /// <summary>Whether a seal is the target's own, so that it goes back.</summary>
    public bool IsOwn(Seal? seal) => seal is not null && seal.Issuer == draft.Target.Provider && Utf8.IsValid(seal.Data.Utf8.Span);

    /// <summary>Names what of a part, and of what is in it, has no place here.</summary>
    public void NameLost(ChatPart part, ChatRole role)
    {
        var report = draft.Report;
        if (part.Seal is not null && !IsOwn(part.Seal))
            report.Drop(part, role, PartMember.Seal);
        if (part.Cache is not null)
            report.Drop(part, role, PartMember.Cache);
        if (part is ChatPart.Text { Citations.Count: > 0 })
            report.Drop(part, role, PartMember.Citations);
        if (part is ChatPart.Media { Name: not null })
            report.Drop(part, role, PartMember.Name);
        if (part is ChatPart.Media { Citable: true })
            report.Drop(part, role, PartMember.Citable);
        report.LacksExtra(part, role);
        foreach (var inner in part is ChatPart.ToolResult result ? result.Parts : part is ChatPart.Media { Source: MediaSource.Parts { Items: var items } } ? items : [])
            NameLost(inner, ChatRole.Tool);
    }
}
