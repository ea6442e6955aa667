// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace phi1 {

class ActionButton;

/// "Details", folded: exit status, last lines of the log, in the code font, with Copy diagnostics.
class DisclosureDetails final : public QWidget
{
    Q_OBJECT
public:
    explicit DisclosureDetails(QWidget *parent = nullptr);

    void setText(const QString &text); ///< hidden altogether while ""
    void setTitle(const QString &title);
    QString text() const;
    bool isOpen() const;
    void setOpen(bool open);

signals:
    void copied();

private:
    void restyle();

    QToolButton *m_toggle;
    QWidget *m_body;
    QLabel *m_text;
    ActionButton *m_copy;
};

} // namespace phi1
