using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>What an output item is.</summary>
internal enum ItemKind
{
    /// <summary>Nothing that this wire could say.</summary>
    None,

    Message,
    Reasoning,
    FunctionCall,
    CustomCall,
    Image,
    Hosted,
}

/// <summary>What kind of item a part belongs to, and the ids of items.</summary>
internal static class ItemKinds
{
    /// <summary>The kind of the item that a part of an answer goes into.</summary>
    public static ItemKind Of(ChatPart part) => part switch
    {
        // Speech is asked for by no request of this wire; its words are what can be shown of it.
        ChatPart.Text or ChatPart.Refusal or ChatPart.Speech => ItemKind.Message,
        ChatPart.Reasoning => ItemKind.Reasoning,
        ChatPart.ToolCall call => call.Kind == ToolKind.Custom ? ItemKind.CustomCall : ItemKind.FunctionCall,
        ChatPart.Media { Kind: MediaKind.Image, Source: MediaSource.Base64 } => ItemKind.Image,
        ChatPart.Opaque { Wire: ResponsesDialect.Wire } => ItemKind.Hosted,
        _ => ItemKind.None,
    };

    /// <summary>What ids of a kind begin with.</summary>
    public static string PrefixOf(ItemKind kind) => kind switch
    {
        ItemKind.Message => "msg",
        ItemKind.Reasoning => "rs",
        ItemKind.FunctionCall => "fc",
        ItemKind.CustomCall => "ctc",
        ItemKind.Image => "ig",
        _ => "item",
    };
}
