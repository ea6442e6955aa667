// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

namespace phi1 {

class IconButton;
class TextLabel;

/// A finding about the thing in whose panel it stands: one bold line, one plain line, one link; can
/// be closed.
class Banner final : public QFrame
{
    Q_OBJECT
public:
    enum class Kind { Info, Success, Warning, Error };

    explicit Banner(Kind kind = Kind::Info, const QString &bold = {}, const QString &plain = {},
                    const QString &linkText = {}, QWidget *parent = nullptr);

    Kind kind() const { return m_kind; }
    void setKind(Kind kind);
    void setBold(const QString &text);
    void setPlain(const QString &text);
    void setLinkText(const QString &text);
    void setClosable(bool closable);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void closed();
    void linkActivated();

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void restyle();
    void describe();

    Kind m_kind;
    QString m_plainText;
    QString m_linkText;
    TextLabel *m_bold;
    TextLabel *m_plain;
    IconButton *m_close;
};

} // namespace phi1
