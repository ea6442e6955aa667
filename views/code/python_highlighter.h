// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSyntaxHighlighter>

namespace phi1 {

/// Colours a document as Python in the theme's colours, block by block as it changes.
class PythonHighlighter final : public QSyntaxHighlighter
{
    Q_OBJECT
public:
    explicit PythonHighlighter(QTextDocument *document);

    bool isEnabled() const { return m_enabled; }
    void setEnabled(bool enabled);

protected:
    void highlightBlock(const QString &text) override;

private:
    bool m_enabled = true;
};

} // namespace phi1
