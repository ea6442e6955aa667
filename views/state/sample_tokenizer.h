// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>

#include <QObject>

#include "views/state/samples_types.h"
#include "views/state/task_thread.h"

namespace phi1 {

class Tokenizer;

/// Cuts texts into tokens, in a thread of its own. Tokenizers that were used lately are kept.
class SampleTokenizer final : public QObject
{
    Q_OBJECT
public:
    /// @param program  `phi1`, which CodeGen's tokenizer comes with
    explicit SampleTokenizer(const QString &program, QObject *parent = nullptr);
    ~SampleTokenizer() override;

    /// Then tokenized() or failed(); an earlier question is dropped.
    /// @param folder  of a tokenizer, or of a checkpoint with one; empty: CodeGen's
    void tokenize(quint64 request, const QByteArray &text, const QString &folder);
    void cancel();

signals:
    void tokenized(quint64 request, const phi1::SampleTokens &tokens);
    void failed(quint64 request, const QString &sentence);

private:
    static constexpr std::size_t kept = 3;
    Result<std::shared_ptr<const Tokenizer>> open(const QString &folder);

    QString m_program;
    /// By folder; of the thread alone.
    std::map<QString, std::shared_ptr<const Tokenizer>> m_tokenizers;
    TaskThread m_thread;
};

} // namespace phi1
