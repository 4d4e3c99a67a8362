namespace EdgeConv.Models
{
    /// <summary>Bytes put into the arena when the model is loaded: y, count, bytes. Nothing else writes there, so an inference has nothing to do.</summary>
    internal sealed class PackedConstant : PackedOperator
    {
        internal PackedConstant(EcmReader file)
        {
            int y = file.Word(), count = file.Int(1, EcmReader.Most, "count");
            file.CheckPlace(y, count);
            if (file.IsLoading) file.Read(file.Arena, y, count);
            else file.Skip(count);
        }

        internal override void Invoke(sbyte[] arena)
        {
        }
    }
}
