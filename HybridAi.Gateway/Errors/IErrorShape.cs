namespace HybridAi.Gateway.Errors;

/// <summary>How a dialect tells errors.</summary>
internal interface IErrorShape
{
    /// <summary>The wire format whose providers' own error bodies already have this shape.</summary>
    string Format { get; }

    int StatusOf(GatewayError error);

    /// <summary>The error as a JSON object.</summary>
    ReadOnlyMemory<byte> Body(GatewayError error, Guid? requestId);

    /// <summary>The event that ends a stream whose bytes passed unchanged.</summary>
    byte[] StreamEvent(GatewayError error, Guid? requestId);

    /// <summary>The same where the dialect numbers its events.</summary>
    byte[] StreamEvent(GatewayError error, Guid? requestId, int sequence) => StreamEvent(error, requestId);
}
